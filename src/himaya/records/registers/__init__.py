"""Looking at a register: table, sheet, board, timeline and calendar, all derived from marks."""
