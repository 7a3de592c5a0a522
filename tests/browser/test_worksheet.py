"""A worksheet as a teacher makes it and a student opens it, in a real browser, one page load for each."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

TASK = "Find the largest rate.\n<b>Why</b> is it **that** one?"


def test_the_dialog_makes_a_worksheet_that_shows_what_was_left_and_the_task_as_text(visit):
    race = visit(reduced_motion="reduce")
    race.page.get_by_role("button", name="Worksheet").click()
    dialog = race.page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Task").fill(TASK)
    dialog.get_by_role("textbox", name="Task").press("Control+Enter")
    code = dialog.locator("code").first
    expect(code).to_contain_text("task=")
    link = code.text_content() or ""
    assert parse_qs(urlsplit(link).query)["task"] == [TASK]
    picture = dialog.get_by_alt_text("QR code")
    assert (picture.bounding_box() or {"width": 0})["width"] > 300
    element = dialog.locator("code").nth(1).text_content() or ""
    assert f'<thalweg-stage src="{link.replace("&", "&amp;")}">' in element
    assert f"{urlsplit(link).netloc}/stage/embed.js" in element
    assert "embed=true" in (dialog.locator("code").nth(2).text_content() or "")
    assert dialog.get_by_text("THALWEG_FRAMES").is_visible()
    sheet = race.open(link, ".st-key-run-rate")
    assert sheet.page.locator(".tw-task p").inner_text() == TASK
    assert not sheet.page.locator(".tw-task b").count()
    assert not sheet.page.get_by_role("link", name="Compare").count()
    assert not sheet.page.locator(".st-key-landscape, .tw-share, .tw-roster").count()
    sheet.type("run-rate-exact", "0.0005")
    sheet.addressed("run1.rate=0.0005")
    assert parse_qs(urlsplit(sheet.url).query)["task"] == [TASK]
