"""Tables before they are shared: what an attacker can work out, and how they are made safe.

A library without Django; `himaya tables` is its command.
"""
