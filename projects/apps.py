from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "项目"
    default_auto_field = "django.db.models.BigAutoField"
    journal_actions = {
        "projects.open_campaign": "建立年度",
        "projects.register_project": "登记项目",
        "projects.enter_list": "列入名单",
        "projects.edit_project": "修改项目",
        "projects.edit_listing": "修改列入信息",
        "projects.adjust_plan": "调整计划",
        "projects.set_milestone": "设置节点",
        "projects.rename_milestone": "修改节点名称",
        "projects.promise_milestone": "承诺节点日期",
        "projects.reach_milestone": "登记节点完成",
        "projects.set_parties": "登记参建六方",
        "projects.set_target_input": "录入目标参数",
        "projects.import_register": "导入台账入库",
        "projects.undo_import": "撤销导入",
    }
    journal_subjects = {
        "campaign": "年度",
        "project": "项目",
        "plan_batch": "计划批次",
        "target_input": "目标参数",
    }

    def ready(self) -> None:
        from core.intake.desks import add_desk

        from .imports.desk import RegisterDesk

        add_desk(RegisterDesk())
