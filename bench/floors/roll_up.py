"""The floor of the roll-up: hand-written SQL for PostgreSQL that writes the same lines, cells and units."""

from collections.abc import Mapping
from typing import Any

_DONE = "100 * ytd_wan + %(tolerance)s * plan_wan"
_INVESTMENT = f"""case when stage = 'planning' or plan_wan = 0 then 'unlit'
  when judged_due = 0 and ytd_wan = 0 then 'before_start'
  when {_DONE} >= 100 * %(green)s * judged_due then 'green'
  when {_DONE} >= 100 * %(yellow)s * judged_due then 'yellow' else 'red' end"""
_MILESTONE = """case when nodes = 0 then 'unlit' when open_node is null or open_node >= %(day)s then 'green'
  when open_node >= %(day)s - %(red_after)s then 'yellow' else 'red' end"""
_LIGHT = """case when investment_light in ('unlit', 'before_start') then investment_light
  when 'red' in (investment_light, milestone_light) then 'red'
  when 'yellow' in (investment_light, milestone_light) then 'yellow' else 'green' end"""
_COLUMNS = """listing_id, unit_id, category_id, key_level, plan_nature, stage, is_part, is_flagship, counts_real_estate,
  is_started, should_have_started, basis, expected, reported, total_investment_wan, initial_plan_wan, plan_wan,
  due_wan, month_wan, ytd_wan, since_start_wan, write_back_wan"""
_NODES = """nodes as (select project_id, count(*) as nodes,
  min(planned_on) filter (where actual_on is null or actual_on > %(day)s) as open_node
  from projects_milestone group by project_id)"""
_STARTED = "p.status in ('under_construction', 'partly_in_use', 'completed', 'suspended')"
_KNOWN = "{0}.known_from <= %(moment)s and ({0}.known_to is null or {0}.known_to > %(moment)s)"

_LEAVES = f"""
insert into reporting_briefline (brief_id, {_COLUMNS}, investment_light, milestone_light, light)
with {_NODES}, raw as (
  select d.listing_id, d.unit_id, l.category_id, l.key_level, l.plan_nature, c.stage,
    p.parent_id is not null as is_part, l.is_flagship, l.counts_real_estate, {_STARTED} as is_started,
    coalesce(plan.planned_start <= %(day)s and c.stage <> 'planning', false) as should_have_started,
    coalesce(own.basis, 'carried') as basis, 1 as expected,
    case when own.basis in ('reported', 'corrected') then 1 else 0 end as reported,
    coalesce(p.total_investment_wan, 0) as total_investment_wan,
    coalesce(initial.annual_plan_wan, 0) as initial_plan_wan, coalesce(plan.annual_plan_wan, 0) as plan_wan,
    coalesce(due.due_wan, 0) as due_wan, coalesce(own.month_done_wan, 0) as month_wan,
    coalesce(own.ytd_done_wan, prior.ytd_done_wan, 0) as ytd_wan,
    coalesce(plan.cumulative_before_year_wan, 0) + coalesce(own.ytd_done_wan, prior.ytd_done_wan, 0) as since_start_wan,
    least(coalesce(own.month_done_wan, 0), 0) as write_back_wan,
    coalesce(case when own.id is null and %(running)s then before.due_wan else due.due_wan end, 0) as judged_due,
    coalesce(n.nodes, 0) as nodes, n.open_node
  from reporting_duty d
  join reporting_reportingmonth m on m.id = d.reporting_month_id and m.campaign_id = %(campaign)s
  join projects_listing l on l.id = d.listing_id
  join projects_project p on p.id = l.project_id
  join projects_category c on c.id = l.category_id
  left join reporting_figure own on own.duty_id = d.id and {_KNOWN.format("own")}
  left join reporting_figure prior on prior.duty_id = d.previous_id and {_KNOWN.format("prior")}
  left join projects_planline plan on plan.listing_id = l.id and {_KNOWN.format("plan")}
  left join projects_planline initial
    on initial.listing_id = l.id and initial.is_initial and initial.known_from <= %(moment)s
  left join projects_planmonth due on due.line_id = plan.id and due.month = %(month)s
  left join projects_planmonth before on before.line_id = plan.id and before.month = %(previous)s
  left join nodes n on n.project_id = p.id
  where d.month = %(month)s and (%(units)s::bigint[] is null or d.unit_id = any(%(units)s))
), lit as (select raw.*, {_INVESTMENT} as investment_light, {_MILESTONE} as milestone_light from raw)
select %(brief)s, {_COLUMNS}, investment_light, milestone_light, {_LIGHT} from lit
"""

_PACKAGES = f"""
insert into reporting_briefline (brief_id, {_COLUMNS}, investment_light, milestone_light, light)
with {_NODES}, parts as (
  select child.parent_id, sum(b.expected) as expected, sum(b.reported) as reported,
    sum(b.total_investment_wan) as total_investment_wan, sum(b.initial_plan_wan) as initial_plan_wan,
    sum(b.plan_wan) as plan_wan, sum(b.due_wan) as due_wan, sum(b.month_wan) as month_wan, sum(b.ytd_wan) as ytd_wan,
    sum(b.since_start_wan) as since_start_wan, sum(b.write_back_wan) as write_back_wan
  from reporting_briefline b
  join projects_listing pl on pl.id = b.listing_id
  join projects_project child on child.id = pl.project_id
  where b.brief_id = %(brief)s and child.parent_id is not null group by child.parent_id
), last as (
  select child.parent_id, sum(due.due_wan) as due_wan
  from projects_project child
  join projects_listing pl on pl.project_id = child.id and pl.campaign_id = %(campaign)s
  join projects_planline plan on plan.listing_id = pl.id and {_KNOWN.format("plan")}
  join projects_planmonth due on due.line_id = plan.id and due.month = %(previous)s
  where child.parent_id is not null group by child.parent_id
), raw as (
  select l.id as listing_id, l.unit_id, l.category_id, l.key_level, l.plan_nature, c.stage,
    p.parent_id is not null as is_part, l.is_flagship, l.counts_real_estate, {_STARTED} as is_started,
    coalesce(plan.planned_start <= %(day)s and c.stage <> 'planning', false) as should_have_started,
    case when coalesce(s.reported, 0) >= coalesce(s.expected, 0) then 'reported' else 'carried' end as basis,
    coalesce(s.expected, 0) as expected, coalesce(s.reported, 0) as reported,
    coalesce(p.total_investment_wan, s.total_investment_wan, 0) as total_investment_wan,
    coalesce(initial.annual_plan_wan, 0) + coalesce(s.initial_plan_wan, 0) as initial_plan_wan,
    coalesce(plan.annual_plan_wan, 0) + coalesce(s.plan_wan, 0) as plan_wan,
    coalesce(due.due_wan, 0) + coalesce(s.due_wan, 0) as due_wan, coalesce(s.month_wan, 0) as month_wan,
    coalesce(s.ytd_wan, 0) as ytd_wan,
    coalesce(plan.cumulative_before_year_wan, 0) + coalesce(s.since_start_wan, 0) as since_start_wan,
    coalesce(s.write_back_wan, 0) as write_back_wan,
    case when %(running)s and coalesce(s.reported, 0) < coalesce(s.expected, 0)
      then coalesce(before.due_wan, 0) + coalesce(last.due_wan, 0)
      else coalesce(due.due_wan, 0) + coalesce(s.due_wan, 0) end as judged_due,
    coalesce(n.nodes, 0) as nodes, n.open_node
  from projects_listing l
  join projects_planbatch entered on entered.id = l.entered_by_id
  join projects_project p on p.id = l.project_id and p.has_parts
  join projects_category c on c.id = l.category_id
  left join parts s on s.parent_id = p.id
  left join last on last.parent_id = p.id
  left join projects_planline plan on plan.listing_id = l.id and {_KNOWN.format("plan")}
  left join projects_planline initial
    on initial.listing_id = l.id and initial.is_initial and initial.known_from <= %(moment)s
  left join projects_planmonth due on due.line_id = plan.id and due.month = %(month)s
  left join projects_planmonth before on before.line_id = plan.id and before.month = %(previous)s
  left join nodes n on n.project_id = p.id
  where l.campaign_id = %(campaign)s
    and (s.parent_id is not null or l.left_by_id is null and entered.effective_month <= %(month)s)
    and (%(units)s::bigint[] is null or l.unit_id = any(%(units)s))
), lit as (select raw.*, {_INVESTMENT} as investment_light, {_MILESTONE} as milestone_light from raw)
select %(brief)s, {_COLUMNS}, investment_light, milestone_light, {_LIGHT} from lit
"""

_WHICH = "brief_id = %(brief)s and (%(units)s::bigint[] is null or unit_id = any(%(units)s))"
_LIGHTS = {
    "green": ("greens", "green_plan_wan"),
    "yellow": ("yellows", "yellow_plan_wan"),
    "red": ("reds", "red_plan_wan"),
    "before_start": ("before_starts", "before_start_plan_wan"),
    "unlit": ("unlit", "unlit_plan_wan"),
}
_SUMS = (
    *("total_investment_wan", "initial_plan_wan", "plan_wan", "due_wan"),
    *("month_wan", "ytd_wan", "since_start_wan", "write_back_wan"),
)
_COUNTED = ", ".join(name for pair in _LIGHTS.values() for name in pair)
_COUNTS = ", ".join(
    f"count(*) filter (where light = '{light}'), coalesce(sum(initial_plan_wan) filter (where light = '{light}'), 0)"
    for light in _LIGHTS
)
_CELLS = f"""
insert into reporting_briefcell (brief_id, unit_id, category_id, key_level, stage, projects, started,
  should_have_started, overdue_starts, expected, reported, reported_plan_wan, reported_ytd_wan, real_estate_ytd_wan,
  {", ".join(_SUMS)}, {_COUNTED})
select brief_id, unit_id, category_id, key_level, stage, count(*), count(*) filter (where is_started),
  count(*) filter (where should_have_started), count(*) filter (where should_have_started and not is_started),
  sum(expected), sum(reported), coalesce(sum(initial_plan_wan) filter (where reported >= expected), 0),
  coalesce(sum(ytd_wan) filter (where reported >= expected), 0),
  coalesce(sum(ytd_wan) filter (where counts_real_estate), 0), {", ".join(f"sum({name})" for name in _SUMS)}, {_COUNTS}
from reporting_briefline
where {_WHICH} and not is_part
group by brief_id, unit_id, category_id, key_level, stage
"""

_CLEAR = f"delete from reporting_briefcell where {_WHICH}; delete from reporting_briefline where {_WHICH}"


def run(cursor: Any, values: Mapping[str, Any]) -> None:
    """Replace lines and cells of a running brief, of `units` (a list of keys) or of all (None)."""
    for statement in (_CLEAR, _LEAVES, _PACKAGES, _CELLS):
        cursor.execute(statement, values)
