"""x"""

import argparse

SUMMARY = "-"
EXAMPLE = "-"


def add_arguments(p: argparse.ArgumentParser) -> None: ...
def run(o: argparse.Namespace) -> int:
    return 0
