"""Whole forms, filled step by step as another engine's tests fill them: never fewer right."""

from tests.conformance import material, scenarios

FLOOR = 0.99


def test_forms_show_what_another_engine_showed() -> None:
    material.required()
    replay = scenarios.run()
    print("\n".join(scenarios.table(replay)))
    assert sum(replay.right.values()) / sum(replay.total.values()) >= FLOOR
    assert sum(replay.held.values()) / sum(replay.asserted.values()) >= FLOOR
