from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "inspections"
    verbose_name = "督查"
    default_auto_field = "django.db.models.BigAutoField"
    journal_actions = {
        "inspection.add_inspector": "登记督查人员",
        "inspection.install_checklist": "装入抽查事项清单",
        "inspection.retire_inspector": "停用督查人员",
        "inspection.declare_relation": "登记回避事项",
        "inspection.open_programme": "建立督查方案",
        "inspection.exclude": "抽查排除",
        "inspection.include": "取消抽查排除",
        "inspection.name_reader": "指定名单知情人",
        "inspection.freeze": "冻结抽查名单库",
        "inspection.commit": "公布摘要和密值承诺",
        "inspection.enter_outside": "录入外部随机值",
        "inspection.draw": "双随机抽取",
        "inspection.ask_redraw": "申请重抽",
        "inspection.redraw": "同意重抽",
        "inspection.refuse_redraw": "不同意重抽",
        "inspection.release": "下达督查任务",
        "inspection.open_plan": "打开抽查名单",
        "inspection.open_assignments": "打开今日任务",
        "inspection.disclose": "公开抽取依据",
        "inspection.recuse": "督查人员回避",
        "inspection.check_in": "到场签到",
        "inspection.fill_checklist": "填写检查表",
        "inspection.record_finding": "记录发现问题",
        "inspection.verify_figure": "核实上报数",
        "inspection.finish_visit": "结束检查",
        "inspection.issue_order": "发出整改通知",
        "inspection.acknowledge": "签收整改通知",
        "inspection.reply_item": "逐项答复整改",
        "inspection.send_replies": "报送整改结果",
        "inspection.extend_deadline": "延长整改期限",
        "inspection.pass_recheck": "复查通过",
        "inspection.fail_recheck": "复查不通过",
        "inspection.approve_resume": "同意复工",
        "inspection.close_order": "整改销号",
    }
    journal_subjects = {
        "inspection_programme": "督查方案",
        "inspection_draw": "抽取",
        "inspection_visit": "现场检查",
        "rectification_order": "整改通知",
        "inspector": "督查人员",
    }
