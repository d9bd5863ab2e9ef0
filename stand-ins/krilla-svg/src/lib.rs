//! What `typst-pdf` names of the SVG renderer: drawing that always says no.

use krilla::color::rgb;
use krilla::geom::Size;
use krilla::surface::Surface;
use krilla::text::GlyphId;
use usvg::Tree;

/// Settings without effect.
#[derive(Copy, Clone, Debug, Default)]
pub struct SvgSettings {
    /// No effect.
    pub embed_text: bool,
    /// No effect.
    pub filter_scale: f32,
}

/// Drawing SVG on a page.
pub trait SurfaceExt {
    /// Draws nothing and says so.
    fn draw_svg(&mut self, tree: &Tree, size: Size, settings: SvgSettings) -> Option<()>;
}

impl SurfaceExt for Surface<'_> {
    fn draw_svg(&mut self, _tree: &Tree, _size: Size, _settings: SvgSettings) -> Option<()> {
        None
    }
}

/// Draws no glyph: our fonts have outlines, not SVG.
pub fn render_svg_glyph(
    _data: &[u8],
    _color: rgb::Color,
    _glyph: GlyphId,
    _size: (f32, f32),
    _surface: &mut Surface,
) -> Option<()> {
    None
}
