from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "dispatch"
    verbose_name = "项目调度"
    default_auto_field = "django.db.models.BigAutoField"
    journal_actions = {
        "problem.draft": "填写问题",
        "problem.report": "上报问题",
        "problem.ask": "提出办理申请",
        "problem.grant_request": "同意办理申请",
        "problem.refuse_request": "不予同意办理申请",
        "problem.withdraw_request": "撤回办理申请",
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
        "dispatch.rise": "逾期自动提级",
        "dispatch.remind": "问题到期提醒",
        "dispatch.set_terms": "设定办理时限",
        "proposal.make": "提出拟办件",
        "proposal.endorse": "调度员同意拟办件",
        "proposal.adopt": "采纳拟办件",
        "proposal.confirm": "局领导确认拟办件",
        "proposal.dismiss": "不予采纳拟办件",
        "task.claim": "签收事项",
        "task.note": "记事项进展",
        "task.answer": "事项报办结",
        "task.close": "事项销号",
        "task.fail": "事项退回重办",
        "task.reopen": "事项恢复办理",
        "task.extend": "事项延期",
        "meeting.plan": "筹备联席会议",
        "meeting.arrange": "编排议题",
        "meeting.attendance": "记参会人员",
        "meeting.resolve": "记议定事项",
        "meeting.hold": "召开联席会议",
        "meeting.submit": "会议纪要送审",
        "meeting.return": "会议纪要退回",
        "meeting.settle": "会议纪要定稿",
        "dispatch.import_ledger": "导入问题台账",
        "dispatch.undo_ledger": "撤销问题台账导入",
    }
    journal_subjects = {"problem": "问题", "proposal": "拟办件", "task": "事项", "meeting": "联席会议"}

    def ready(self) -> None:
        from core.intake.desks import add_desk

        from .imports.desk import LedgerDesk

        add_desk(LedgerDesk())
