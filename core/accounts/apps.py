from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "core.accounts"
    label = "accounts"
    verbose_name = "账号"
    default_auto_field = "django.db.models.BigAutoField"
    journal_actions = {
        "accounts.log_in": "登录",
        "accounts.log_out": "退出",
        "accounts.lock_out": "连续输错密码被锁定",
        "accounts.create_account": "开通账号",
        "accounts.activate": "启用账号",
        "accounts.deactivate": "停用账号",
        "accounts.reset_password": "重置密码",
        "accounts.change_password": "修改密码",
        "accounts.unlock_account": "解除登录锁定",
        "accounts.grant_role": "授予角色",
        "accounts.end_grant": "终止角色",
        "accounts.create_token": "创建接口令牌",
        "accounts.revoke_token": "撤销接口令牌",
        "accounts.save_view": "保存视图",
        "accounts.delete_view": "删除视图",
        "accounts.enrol_second_factor": "绑定二次验证",
        "accounts.reset_second_factor": "解除二次验证",
    }

    journal_subjects = {"user": "账号", "token": "接口令牌", "saved_view": "视图"}

    def ready(self) -> None:
        from . import sessions  # noqa: F401  (it listens to log-ins)
