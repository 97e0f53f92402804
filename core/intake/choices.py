from django.db import models


class BatchState(models.TextChoices):
    """Where an import stands."""

    READING = "reading", "读取中"
    REFUSED = "refused", "未能读取"
    READY = "ready", "待核对"
    WORKING = "working", "办理中"
    COMMITTED = "committed", "已入库"
    UNDONE = "undone", "已撤销"
    DISCARDED = "discarded", "已放弃"


class RowGroup(models.TextChoices):
    """What committing would do with a row."""

    NEW = "new", "新增"
    CHANGED = "changed", "有变化"
    UNCHANGED = "unchanged", "无变化"
    QUESTION = "question", "要您处理"
    SKIPPED = "skipped", "本次跳过"
