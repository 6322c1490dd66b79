"""How the page looks: the theme's values, the style sheet, the fonts. Nothing is fetched from another host."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

from pipelines.files import data_folder

ICON = Path(__file__).with_name("icon.svg")
_FONT = data_folder("assets") / "fonts" / "NotoSansSC-Subset.otf"
_STACK = ("-apple-system", "BlinkMacSystemFont", "Segoe UI", "Helvetica Neue", "PingFang SC", "Microsoft YaHei",
          "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "Shengying Sans", "system-ui", "sans-serif")  # fmt: skip

HEAD = '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light">'


def theme() -> gr.themes.Base:
    """Gradio's plain theme in this page's colours, the same by day and by night."""
    made = gr.themes.Base(font=_STACK, font_mono=("ui-monospace", "Menlo", "Consolas", "monospace"),
                          text_size=gr.themes.sizes.text_md, radius_size=gr.themes.sizes.radius_md)  # fmt: skip
    made.set(
        body_background_fill="#f4f2ec",
        body_text_color="#1d2527",
        body_text_color_subdued="#667174",
        background_fill_primary="#fffefb",
        background_fill_secondary="#faf8f3",
        border_color_primary="#e3dfd4",
        block_background_fill="transparent",
        block_border_width="0px",
        block_shadow="none",
        block_padding="0px",
        block_label_background_fill="transparent",
        block_label_border_width="0px",
        block_title_text_color="#3b4649",
        block_title_text_weight="500",
        block_title_text_size="13px",
        block_info_text_color="#667174",
        input_background_fill="#fffefb",
        input_border_color="#dcd8cc",
        input_border_color_focus="#12645f",
        input_border_width="1px",
        input_radius="10px",
        input_shadow="none",
        input_shadow_focus="0 0 0 3px rgba(18,100,95,.14)",
        input_placeholder_color="#9aa2a3",
        input_text_size="15px",
        button_primary_background_fill="#12645f",
        button_primary_background_fill_hover="#0e524e",
        button_primary_text_color="#ffffff",
        button_primary_border_color="#12645f",
        button_secondary_background_fill="#fffefb",
        button_secondary_background_fill_hover="#f1eee6",
        button_secondary_text_color="#1d2527",
        button_secondary_border_color="#d5d0c2",
        button_border_width="1px",
        button_large_radius="12px",
        button_small_radius="9px",
        button_large_text_size="15px",
        button_large_text_weight="600",
        button_small_text_size="13px",
        button_small_text_weight="500",
        button_transform_hover="none",
        color_accent="#12645f",
        color_accent_soft="#e4efec",
        loader_color="#12645f",
    )
    for name in [name for name in vars(made) if name.endswith("_dark")]:
        setattr(made, name, getattr(made, name.removesuffix("_dark"), None))
    return made


def css() -> str:
    """The style sheet, with the bundled font for Chinese where the machine has none of its own."""
    face = (f'@font-face {{ font-family: "Shengying Sans"; font-display: swap; '
            f'src: url("/gradio_api/file={_FONT}") format("opentype"); }}\n')  # fmt: skip
    return face + "".join(
        Path(__file__).with_name(name).read_text(encoding="utf-8")
        for name in ("page.css", "timeline.css", "drawer.css", "voices.css", "presenters.css", "batch.css")
    )
