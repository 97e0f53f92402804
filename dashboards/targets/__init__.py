"""目标参数: the campaign's targets, the figures entered for them, and the rules of the lights."""
