"""The personas and their small world are known to every test of the tree."""

pytest_plugins = ["tests.ran", "tests.world"]
