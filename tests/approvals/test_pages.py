"""The pages of the approvals as people use them: forms post, errors come back, figures agree from page to page."""

from datetime import date

import pytest
from openpyxl import load_workbook

from approvals.actions import drawing
from approvals.models import ApprovalCase, ApprovalRoute, ServiceVisit
from core.foundation import clock
from core.organisations.models import Department

from .world import Office, moment


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch):
    """Sets the bureau's clock."""

    def set_to(when) -> None:
        monkeypatch.setattr(clock, "now", lambda: when)
        monkeypatch.setattr(clock, "today", when.date)

    return set_to


def post(client, case: ApprovalCase, move: str, **data: object):
    case.refresh_from_db()
    prefixed = {f"{move}-{name}": value for name, value in data.items()}
    return client.post(f"/approvals/cases/{case.pk}/{move}/", {"version": case.version, **prefixed})


def test_a_member_of_the_department_takes_a_file_from_receipt_to_decision(office: Office, at) -> None:
    """The section hands in, the department's liaison does the rest, each by the page."""
    road = office.project(name="环城大道")
    section, member = office.cast.client("section_officer"), office.cast.client("department_member")
    at(moment(3, 1))
    answer = section.post(f"/approvals/projects/{road.project.code}/receive/", {"matter": "LX01"})
    case = ApprovalCase.objects.get()
    assert answer["Location"] == f"/approvals/cases/{case.pk}/"
    assert 'hx-get="/approvals/strip/"' in member.get("/items/").content.decode()
    strip = member.get("/approvals/strip/").content.decode()
    assert "环城大道" in strip
    assert "待受理" in strip
    post(member, case, "accept")
    at(moment(3, 5))
    notice = {"kind": "expert_review", "number": "泉发改告〔2018〕2号", "expected_days": 8, "reason": "可研评审"}
    assert post(member, case, "pause", **notice).status_code == 302
    page = member.get(f"/approvals/cases/{case.pk}/").content.decode()
    assert "专家评审：可研评审（告知书泉发改告〔2018〕2号，预计 8 个工作日" in page
    assert "评审、检测机构" in page
    at(moment(3, 9))
    post(member, case, "resume")
    at(moment(3, 12))
    page = member.get(f"/approvals/cases/{case.pk}/").content.decode()
    assert "各方用时：市发展和改革委员会 <b>3</b> 个工作日，评审、检测机构 <b>4</b> 个工作日" in page
    post(member, case, "decide", decision="grant", document_number="泉发改审〔2018〕9号")
    case.refresh_from_db()
    assert (case.state, case.used_days, case.saved_days) == ("decided", 3, 2)


def test_a_form_that_is_not_complete_comes_back_with_what_was_typed(office: Office, at) -> None:
    case = office.accepted(office.project())
    at(moment(3, 2))
    client = office.cast.client("section_officer")
    answer = post(client, case, "pause", kind="other", number="泉建告〔2018〕5号", expected_days=4, reason="停电")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "须经负责人批准" in page
    assert "泉建告〔2018〕5号" in page
    assert ApprovalCase.objects.get().state == "in_review"


def test_a_page_made_before_another_move_is_refused_with_a_reason(office: Office, at) -> None:
    case = office.accepted(office.project())
    at(moment(3, 2))
    client = office.cast.client("section_officer")
    data = {"version": case.version - 1, "decide-decision": "grant", "decide-document_number": "1号"}
    answer = client.post(f"/approvals/cases/{case.pk}/decide/", data, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (409, "stale")


def test_a_reader_sees_the_file_and_no_button(office: Office, at) -> None:
    case = office.accepted(office.project())
    at(moment(3, 2))
    page = office.cast.client("jinjiang_reporter").get(f"/approvals/cases/{case.pk}/").content.decode()
    assert "这件现在不归您办理" in page
    assert "确定作出决定" not in page


def test_a_member_reads_only_the_files_of_the_department_and_of_reviews_it_sits_in(office: Office, at) -> None:
    at(moment(3, 2))
    road = office.project()
    office.granted(road, "LX01")
    foreign = office.receive(road, "GH01")
    member = office.cast.client("department_member")
    assert member.get(f"/approvals/cases/{foreign.pk}/").status_code == 404
    page = member.get("/approvals/cases/").content.decode()
    assert "政府投资项目审批" in page
    assert "选址意见书" not in page
    assert member.get("/approvals/").status_code == 403


def test_the_opinions_of_a_round_are_secret_until_they_are_issued(office: Office, at) -> None:
    road = office.project()
    office.granted(road, "LX01", "GT01", "GH01", "GH02", "GH03", "GH04")
    case = office.accepted(road, "SG01", moment(3, 1))
    at(moment(3, 2))
    officer, owner = office.cast.client("section_officer"), office.cast.client("jinjiang_reporter")
    url = f"/approvals/cases/{case.pk}/"
    officer.post(f"{url}rounds/", {"version": case.version, "disciplines": ["structure", "fire"]})
    case.refresh_from_db()
    seats = {each.discipline: each for each in case.rounds.get().opinions.all()}
    words = {"reviewer": "张工", "text_1": "梁配筋不足", "level_1": "mandatory", "drawing_1": "结施-07"}
    assert officer.post(f"/approvals/opinions/{seats['structure'].pk}/", words).status_code == 302
    officer.post(f"/approvals/opinions/{seats['fire'].pk}/", {"reviewer": "李工"})
    assert "梁配筋不足" in officer.get(url).content.decode()
    assert "梁配筋不足" not in owner.get(url).content.decode()
    issued = {"version": case.version, "opinion_number": "泉图审〔2018〕7号", "expected_days": 8}
    assert officer.post(f"{url}issue/", issued).status_code == 302
    assert "梁配筋不足" in owner.get(url).content.decode()
    case.refresh_from_db()
    assert case.paused_for == "redesign"
    item = drawing.open_items(case).get()
    refused = officer.post(f"{url}rounds/", {"version": case.version, f"reply_{item.pk}": ""})
    assert refused.status_code == 422
    assert "请逐条回复" in refused.content.decode()


def test_several_departments_sit_in_one_round_each_with_its_own_discipline(office: Office, at) -> None:
    road = office.project()
    office.granted(road, "LX01", "GT01", "GH01", "GH02", "GH03", "GH04")
    case = office.accepted(road, "SG01", moment(3, 1))
    at(moment(3, 2))
    officer, url = office.cast.client("section_officer"), f"/approvals/cases/{case.pk}/rounds/"
    guests = {code: Department.objects.get(code=code).pk for code in ("FGW", "HBJ", "GAJ")}
    words = {
        "version": case.version,
        "disciplines": ["structure", "energy", "water"],
        "department_energy": guests["FGW"],
        "department_water": guests["HBJ"],
    }
    refused = officer.post(url, words | {"department_fire": guests["GAJ"]})
    assert (refused.status_code, "消防专业没有勾选" in refused.content.decode()) == (422, True)
    assert officer.post(url, words).status_code == 302
    seats = {each.discipline: each.department_id for each in case.rounds.get().opinions.all()}
    assert seats == {"structure": None, "energy": guests["FGW"], "water": guests["HBJ"]}
    member = office.cast.client("department_member")
    page = member.get(f"/approvals/cases/{case.pk}/").content.decode()
    assert "市环境保护局" in page
    assert page.count("签署意见") == 1, "its own sheet and no other"


def test_the_matrix_the_list_the_dossier_and_the_homes_say_the_same(office: Office, at) -> None:
    """One late, one pressing, one stopped, one granted early: counted alike wherever they stand."""
    for code, days in (("A1", moment(3, 1)), ("A2", moment(3, 7)), ("A3", moment(3, 8))):
        office.accepted(office.project(code), "LX01", days)
    office.pause(ApprovalCase.objects.get(project__code="A3"), moment(3, 9))
    office.granted(office.project("A4"), "LX01", at=moment(3, 8))
    at(moment(3, 12))
    leader, dispatcher = office.cast.client("bureau_leader"), office.cast.client("dispatcher")
    matrix, listed = leader.get("/approvals/"), leader.get("/approvals/cases/")
    for answer in (matrix, listed):
        counts = answer.context["counts"]
        assert (counts.red, counts.yellow, counts.paused, counts.to_deliver, counts.open) == (1, 1, 1, 1, 4)
    strip = dispatcher.get("/approvals/strip/").content.decode()
    assert "超期 <b>1</b>" in strip
    assert "临期 <b>1</b>" in strip
    lights = {row.listing.project.code: row.cells[0].light for row in matrix.context["rows"]}
    assert lights == {"A1": "red", "A2": "yellow", "A3": "paused", "A4": "unlit"}
    panel = leader.get("/approvals/projects/A4/panel/")
    assert panel.context["row"].cells[0].granted == 1
    assert "绿色通道节省 5 个工作日" in panel.content.decode()
    assert 'hx-get="/approvals/projects/A4/panel/"' in leader.get("/projects/A4/").content.decode()
    assert [row.name for row in matrix.context["standing"].departments] == ["市发展和改革委员会"]


def test_filters_ask_for_one_file_that_meets_them_all(office: Office, at) -> None:
    first, second = office.project("A1"), office.project("A2", unit="350521")
    office.accepted(first, "LX01", moment(3, 1))
    office.granted(second, "LX01")
    office.accepted(second, "GH01", moment(3, 8))
    at(moment(3, 9))
    client = office.cast.client("dispatcher")

    def codes(query: str) -> list[str]:
        return [row.listing.project.code for row in client.get(f"/approvals/?{query}").context["rows"]]

    assert codes("light=red") == ["A1"]
    assert codes("light=red&department=CXGHJ") == []
    assert codes("department=CXGHJ") == ["A2"]
    assert codes("unit=350521") == ["A2"]
    assert codes("stage=acceptance") == []
    assert codes("green=1") == ["A1", "A2"]
    assert codes("q=A2") == ["A2"]
    assert codes("light=nonsense") == []


def test_a_county_sees_its_own_projects_only(office: Office, at) -> None:
    at(moment(3, 2))
    office.project("A1", name="晋江大道")
    office.project("A2", name="惠安大道", unit="350521")
    page = office.cast.client("jinjiang_reporter").get("/approvals/").content.decode()
    assert "晋江大道" in page
    assert "惠安大道" not in page
    assert office.cast.client("jinjiang_reporter").get("/approvals/projects/A2/").status_code == 404


def test_what_is_seen_is_what_is_exported(office: Office, at, tmp_path) -> None:
    case = office.accepted(office.project("A1", name="=环城大道"), "LX01", moment(3, 1))
    office.receive(office.project("A2"), "LX01")
    at(moment(3, 7))
    client = office.cast.client("section_officer")
    for url, row in (
        ("/approvals/cases/export/?light=red", [case.number, "A1", "=环城大道"]),
        ("/approvals/export/?light=red", ["A1", "=环城大道", "晋江市"]),
    ):
        file = tmp_path / "seen.xlsx"
        file.write_bytes(b"".join(client.get(url).streaming_content))
        sheet = load_workbook(file).active
        assert [cell.value for cell in sheet[4]][:3] == row
        assert sheet.max_row == 4
        assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)


def test_an_exported_list_read_again_holds_every_value_as_it_was(office: Office, at, tmp_path) -> None:
    """Days stay numbers, dates stay dates, what begins with “=” stays text."""
    case = office.accepted(office.project("A1", name="=环城大道"), "LX01", moment(3, 1))
    office.extend(case, moment(3, 2), days=5)
    office.granted(office.project("A2"), "LX01")
    office.receive(office.project("A3"), "LX01")
    at(moment(3, 7))
    file = tmp_path / "cases.xlsx"
    answer = office.cast.client("section_officer").get("/approvals/cases/export/?light=all")
    file.write_bytes(b"".join(answer.streaming_content))
    sheet = load_workbook(file).active
    heads = [cell.value for cell in sheet[3]]
    rows = {row[0]: dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert set(rows) == set(ApprovalCase.objects.values_list("number", flat=True))
    for each in ApprovalCase.objects.select_related("project", "matter"):
        row = rows[each.number]
        dates = ("received_on", "accepted_on", "due_on", "decided_on")
        found = [row[head].date() if row[head] else None for head in ("收件日", "受理日", "到期日", "决定日")]
        assert found == [getattr(each, name) for name in dates]
        assert (row["项目名称"], row["事项"]) == (each.project.name, each.matter.name)
        numbers = [row[head] for head in ("承诺（工作日）", "一般承诺", "延长", "用时（工作日）", "较一般承诺节省")]
        assert numbers == [each.limit_days, each.ordinary_days, each.extension_days, each.used_days, each.saved_days]


def test_the_section_chooses_the_route_and_keeps_the_service_log(office: Office, at) -> None:
    at(moment(3, 2))
    road = office.project("A1")
    ApprovalRoute.objects.all().delete()
    client = office.cast.client("section_officer")
    url = "/approvals/projects/A1/"
    assert "还没有选定审批模板" in client.get(url).content.decode()
    chosen = office.guide.templates.get(code="gov_building")
    client.post(f"{url}route/", {"template": chosen.pk})
    assert ApprovalRoute.objects.get().template == chosen
    visit = {"phase": "early", "visited_on": "2018-03-01", "visitors": "行政审批科", "text": "提前看用地红线"}
    assert client.post(f"{url}service/", visit).status_code == 302
    tomorrow = client.post(f"{url}service/", visit | {"visited_on": "2018-03-03"})
    assert (tomorrow.status_code, ServiceVisit.objects.count()) == (422, 1)
    assert "不能晚于今天" in tomorrow.content.decode()
    assert "提前看用地红线" in client.get(url).content.decode()
    assert ServiceVisit.objects.get().visited_on == date(2018, 3, 1)
    assert road.project.service_visits.get().phase == "early"


def test_the_guide_is_read_by_everybody_and_published_once_by_the_section(office: Office, at) -> None:
    at(moment(3, 2))
    page = office.cast.client("outsider").get("/approvals/guide/").content.decode()
    assert "建筑工程施工许可证" in page
    assert "第1版" in page
    answer = office.cast.client("section_officer").post(
        "/approvals/guide/publish/", headers={"accept": "application/json"}
    )
    assert answer.status_code == 409
