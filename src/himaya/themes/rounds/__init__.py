"""Rounds of double coding: blind, held against one another, settled by a third."""
