"""Floor 7, 四 审批: the guide, cases and their clocks, joint drawing review, green channel, service log."""
