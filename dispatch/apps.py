from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "dispatch"
    verbose_name = "项目调度"
    default_auto_field = "django.db.models.BigAutoField"
    journal_actions = {
        "problem.draft": "填写问题",
        "problem.report": "上报问题",
        "problem.accept": "受理问题",
        "problem.return": "退回问题",
        "problem.coordinate": "交办问题",
        "problem.note": "记问题进展",
        "problem.resolve": "申请销号",
        "problem.close": "确认销号",
        "problem.fail": "不予销号",
        "problem.raise": "提级协调",
        "problem.suspend": "暂缓问题",
        "problem.resume": "恢复计时",
        "problem.reopen": "恢复办理",
        "problem.extend": "问题延期",
        "problem.file": "附问题佐证",
        "dispatch.rise": "逾期自动提级",
        "dispatch.remind": "问题到期提醒",
        "proposal.make": "提出拟办件",
        "proposal.endorse": "调度员同意拟办件",
        "proposal.adopt": "采纳拟办件",
        "proposal.confirm": "局领导确认拟办件",
        "proposal.dismiss": "不予采纳拟办件",
    }
    journal_subjects = {"problem": "问题", "proposal": "拟办件"}
