from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "core.intake"
    label = "intake"
    verbose_name = "数据导入"
    default_auto_field = "django.db.models.BigAutoField"
    journal_actions = {
        "intake.receive": "上传导入文件",
        "intake.answer": "回答导入问题",
        "intake.decide": "核对导入的行",
        "intake.discard": "放弃导入",
        "intake.hand_over": "交后台办理",
        "intake.give_back": "取回后台未办成的导入",
    }
    journal_subjects = {"import_batch": "导入批次"}
