"""What a person does on a page before the picture is taken."""

from playwright.sync_api import Page

WRONG_TRIES = 5


def open_figure(page: Page) -> None:
    """Press the first number and wait until its panel has come."""
    page.locator("main [data-panel]").first.click()
    page.locator("#figpanel-content h2, #figpanel-content h3").first.wait_for()


def open_correction(page: Page) -> None:
    """From a locked month to the filled form, with what the correction would change in later months."""
    page.locator("tr:not(.grp) a[href^='/report/']", has_text="晋江下游生态整治工程").first.click()
    page.get_by_role("link", name="申请更正").click()
    page.locator("input[name=ytd_done_wan]").fill("18,160")
    page.locator("textarea[name=reason]").fill("与财务决算核对，6月多计设备预付款203万元，依据结算单更正。")
    page.get_by_role("button", name="看对以后各月的影响").click()
    page.locator("#effects table").wait_for()


def send_correction(page: Page) -> None:
    """The same, sent off: what is asked for here waits for its second person on the screens that follow."""
    open_correction(page)
    page.get_by_role("button", name="提交更正申请").click()
    page.wait_for_load_state("networkidle")


def lock_out(page: Page) -> None:
    """Mistype a password as often as it takes."""
    for _ in range(WRONG_TRIES):
        if not page.locator("[name=username]").count():
            return  # locked already, at the width before
        page.fill("[name=username]", "nobody_at_all")
        page.fill("[name=password]", "Not-the-password-1")
        page.press("[name=password]", "Enter")
        page.wait_for_load_state("networkidle")
