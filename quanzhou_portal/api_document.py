"""How the API describes itself (drf-spectacular)."""

API_DOCUMENT = {
    "TITLE": "泉州住建项目门户 API",
    "DESCRIPTION": "项目、计划、填报、月报、目标和督查的只读接口，以及与页面同规则的填报提交。金额单位：万元。",
    "VERSION": "1",
    "TAGS": [
        {"name": "token", "description": "登录令牌"},
        {"name": "projects", "description": "项目、计划和目标"},
        {"name": "reports", "description": "月报和报送"},
        {"name": "briefs", "description": "月度汇总"},
        {"name": "inspections", "description": "现场检查、问题和整改"},
    ],
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "VisitStateEnum": "inspections.choices.VisitState",
        "OrderStateEnum": "inspections.choices.OrderState",
    },
}
