"""One small monthly grid as a page of its own, for driving grid.js in a real browser without a server."""

from html import escape

ROWS = [
    # id, name, plan, prior, month, percent, prior percent, text, prior text, version
    ("1", "晋江下游生态整治工程", "52000.00", "27300.00", "4,900", "57", "58", "路基层完成4.1公里", "路基层完成3.2公里", "3"),
    ("2", "鞋纺城大道（晋东新区）", "22000.00", "10950.00", "1,850", "58", "50", "K1+200—K3+400路基填筑", "路基填筑", "1"),
    ("3", "晋江市粮食储备库", "15000.00", "7850.00", "", "", "51", "", "主体砌筑", "1"),
    ("4", "罗裳片区改造（一期）市政道路配套工程", "24000.00", "9600.00", "", "", "60", "", "路面铺设", "1"),
    ("5", "晋江南港污水处理厂二期扩建工程", "12800.00", "5200.00", "", "", "39", "", "支护桩", "1"),
]
LOCKED = ("9", "第二体育中心", "32000.00", "12300.00")

HEAD = (
    "<!doctype html><html lang='zh-CN' data-bs-theme='light'><head><meta charset='utf-8'><title>本月填报</title>"
    "<meta name='viewport' content='width=device-width, initial-scale=1'><meta name='csrf-token' content='token-1'>"
    "<link rel='stylesheet' href='/static/build/kit.css'><script src='/static/build/kit.js' defer></script>"
    "<script src='/static/build/grid.js' defer></script></head>"
    "<body class='frame' data-user='7' data-login='/login/' data-fonts='/static/build/fonts.css'>"
    "<main class='page-body' id='main'><div class='phead'><h1>本月填报</h1></div><div class='tools'>"
    "<input class='inp' data-find data-row-find aria-label='查找项目' placeholder='项目名称  /'>"
    "<button class='btn btn-sm btn-quiet' data-undo>撤销</button><button class='btn btn-sm btn-quiet' data-redo>重做</button>"
    "<span class='saved' data-save-state></span><span data-grid-unsaved hidden></span><span class='grow'></span>"
    "<output class='echobar' data-echo></output></div>"
)
COLUMNS = (
    "<colgroup><col class='col-no'><col class='col-name'><col class='col-wan'><col class='col-wan'><col class='col-wan'>"
    "<col class='col-wan'><col class='col-rate'><col><col class='col-percent'><col class='col-problem'>"
    "<col class='col-state'></colgroup><thead><tr><th class='fz1 ctr'>序</th><th class='fz2'>项目名称</th>"
    "<th class='num'>年度计划<small>万元</small></th><th class='num'>上月累计<small>1—6月 万元</small></th>"
    "<th class='num ed'>本月完成<small>7月 万元</small></th><th class='num ed'>本年累计<small>1—7月 万元</small></th>"
    "<th class='num'>完成率<small>%</small></th><th class='ed'>形象进度</th><th class='num ed'>形象<small>%</small></th>"
    "<th class='ed'>存在问题</th><th class='fzr'>状态</th></tr></thead>"
)


def shown(amount: str) -> str:
    """12345.00 → 12,345 for amounts that are whole."""
    return f"{int(float(amount)):,}"


def field(tag: str, kind: str, name: str, row: str, value: str, css: str = "") -> str:
    """One cell with its input."""
    label = f"aria-label='{escape(row)} {name}'"
    if tag == "textarea":
        inner = f"<textarea class='cell' data-cell='{kind}' name='{name}' rows='1' {label}>{escape(value)}</textarea>"
    else:
        inner = f"<input class='cell num {css}' data-cell='{kind}' name='{name}' value='{value}' {label}>"
    return f"<td class='in'>{inner}</td>"


def row_html(number: int, row: tuple[str, ...]) -> str:
    """An editable row; without a month its year-to-date is last month's total in grey."""
    pk, name, plan, prior, month, percent, prior_percent, text, prior_text, version = row
    ytd = shown(str(float(prior) + float(month.replace(",", "") or 0)))
    return (
        f"<tr data-row='{pk}' data-name='{name}' data-save='/save/{pk}/' data-version='{version}' data-prior-ytd='{prior}'"
        f" data-prior-month='1720.00' data-mean='1600.00' data-plan='{plan}' data-prior-percent='{prior_percent}'"
        f" data-prior-text='{prior_text}'><td class='fz1 ctr'>{number}</td><td class='fz2'><span class='pname'>"
        f"<a href='/p/{pk}/'>{name}</a></span></td><td class='num ro'>{shown(plan)}</td><td class='num ro'>{shown(prior)}</td>"
        + field("input", "month", "done_wan", name, month)
        + field("input", "ytd", "ytd_wan", name, ytd, "" if month else "is-carried")
        + f"<td class='num ro' data-out='rate'></td>{field('textarea', 'text', 'progress_text', name, text)}"
        + field("input", "percent", "progress_percent", name, percent)
        + field("textarea", "plain", "problem_text", name, "")
        + f"<td class='fzr'><span class='chip chip--info' id='state-{pk}'>填写中</span></td></tr>"
    )


def page() -> str:
    """The whole page."""
    remark = (
        "<tr class='say-row' data-say-for='1'><td class='fz1'></td><td class='fz2'></td><td class='say say--end' colspan='7'>"
        "<div class='rm'><b>市审 7-23 16:40</b><span>上月58%、本月57%，形象不应倒退，请核实。</span><a href='/answer/'>答复</a>"
        "</div></td><td colspan='2'></td></tr>"
    )
    body = [row_html(number, row) for number, row in enumerate(ROWS, start=1)]
    body.insert(1, remark)
    pk, name, plan, prior = LOCKED
    body.append(
        f"<tr class='is-locked' data-row='{pk}' data-name='{name}'><td class='fz1 ctr'>6</td><td class='fz2'>{name}</td>"
        f"<td class='num ro'>{shown(plan)}</td><td class='num ro'>{shown(prior)}</td><td class='num'>6,800</td>"
        "<td class='num'>19,100</td><td class='num ro'>59.7</td><td>钢结构</td><td class='num'>43</td><td></td>"
        "<td class='fzr'>待市审</td></tr>"
    )
    foot = (
        "<tfoot><tr><td class='fz1'></td><td class='fz2'>合计</td><td class='num'>157,800</td><td></td>"
        "<td class='num' data-total='month' data-value='13550.00'>13,550</td>"
        "<td class='num' data-total='ytd' data-value='86750.00'>86,750</td>"
        "<td class='num' data-total='rate' data-value='157800.00'>55.0</td><td colspan='3'></td><td class='fzr'></td></tr></tfoot>"
    )
    return (
        f"{HEAD}<div class='gridbox' data-grid='2018-07:jinjiang'><table class='xgrid'>{COLUMNS}"
        f"<tbody>{''.join(body)}</tbody>{foot}</table></div><div class='sendbar'><b>整县报送</b>"
        "<span class='grow'></span><button class='btn btn-primary' data-grid-send>先送这 3 项</button></div></main>"
        "<div class='toasts' id='toasts'></div></body></html>"
    )
