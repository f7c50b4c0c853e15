//! Pages of texts, lines and barcodes, measured in millimetres from the top left corner, and the PDF they become.

use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

use super::PaperError;
use super::barcode::Square;
use super::font::Font;

/// Points of PDF in a millimetre.
const POINTS: f32 = 72.0 / 25.4;
const ROW_OVERLAP: f32 = 1.02;
/// The smallest size that people read from a shelf or a parcel, in points.
const SIZE_LEAST: f32 = 8.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    Regular,
    Bold,
}

/// The fonts a document is set in.
pub struct Fonts {
    regular: Font,
    bold: Font,
}

impl Fonts {
    pub fn open() -> Result<Self, PaperError> {
        Ok(Self { regular: Font::open(dejavu::sans::regular())?, bold: Font::open(dejavu::sans::bold())? })
    }

    fn of(&mut self, weight: Weight) -> &mut Font {
        match weight {
            Weight::Regular => &mut self.regular,
            Weight::Bold => &mut self.bold,
        }
    }
}

/// One page.
pub struct Page {
    width: f32,
    height: f32,
    content: Content,
}

impl Page {
    pub fn new(width: f32, height: f32) -> Self {
        Self { width, height, content: Content::new() }
    }

    fn up(&self, from_top: f32) -> f32 {
        (self.height - from_top) * POINTS
    }

    /// A text whose baseline begins at (`x`, `y`), `size` in points, cut to `width`.
    pub fn text(&mut self, fonts: &mut Fonts, weight: Weight, (x, y): (f32, f32), size: f32, width: f32, text: &str) {
        let up = self.up(y);
        let font = fonts.of(weight);
        let text = font.fit(text, size, width * POINTS);
        let glyphs = font.encode(&text);
        let mut marked = self.content.begin_marked_content_with_properties(Name(b"Span"));
        marked.properties().actual_text(TextStr(&text));
        marked.finish();
        let name = if weight == Weight::Bold { Name(b"B") } else { Name(b"R") };
        self.content.begin_text().set_font(name, size).next_line(x * POINTS, up).show(Str(&glyphs)).end_text();
        self.content.end_marked_content();
    }

    /// The same, set smaller instead of being cut, as far as it can be read.
    pub fn text_to_fit(&mut self, fonts: &mut Fonts, at: (f32, f32), size: f32, width: f32, text: &str) {
        let needed = fonts.of(Weight::Bold).width(text, size);
        let fitting = size * (width * POINTS / needed).min(1.0);
        self.text(fonts, Weight::Bold, at, fitting.max(SIZE_LEAST), width, text);
    }

    /// A thin line across.
    pub fn rule(&mut self, (x, y): (f32, f32), width: f32) {
        let up = self.up(y);
        self.content.set_line_width(0.5).move_to(x * POINTS, up).line_to((x + width) * POINTS, up).stroke();
    }

    /// Bars of a linear code, each module `module` wide.
    pub fn bars(&mut self, (x, y): (f32, f32), height: f32, module: f32, modules: &[bool]) {
        let bottom = self.up(y + height);
        let mut at = 0;
        for run in modules.chunk_by(|a, b| a == b) {
            if run[0] {
                let (left, width) = (x + at as f32 * module, run.len() as f32 * module);
                // each bar is filled by itself: some readers distort many small ones in one path
                self.content.rect(left * POINTS, bottom, width * POINTS, height * POINTS).fill_nonzero();
            }
            at += run.len();
        }
    }

    /// A square code of a side.
    pub fn square(&mut self, (x, y): (f32, f32), side: f32, code: &Square) {
        let module = side / code.width as f32;
        for (row, modules) in code.modules.chunks(code.width).enumerate() {
            // a hair of overlap closes the gaps that readers leave between rows
            self.bars((x, y + row as f32 * module), module * ROW_OVERLAP, module, modules);
        }
    }
}

/// Puts the pages into one document.
pub fn render(title: &str, pages: Vec<Page>, fonts: &Fonts) -> Result<Vec<u8>, PaperError> {
    let mut last = 0;
    let mut fresh = || {
        last += 1;
        Ref::new(last)
    };
    let (catalog, tree, info) = (fresh(), fresh(), fresh());
    let regular: [Ref; 5] = std::array::from_fn(|_| fresh());
    let bold: [Ref; 5] = std::array::from_fn(|_| fresh());
    let ids: Vec<(Ref, Ref)> = pages.iter().map(|_| (fresh(), fresh())).collect();
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree);
    pdf.document_info(info).title(TextStr(title));
    pdf.pages(tree).kids(ids.iter().map(|(page, _)| *page)).count(pages.len() as i32);
    for (page, (id, content)) in pages.into_iter().zip(ids) {
        let mut written = pdf.page(id);
        written.media_box(Rect::new(0.0, 0.0, page.width * POINTS, page.height * POINTS));
        written.parent(tree).contents(content);
        written.resources().fonts().pair(Name(b"R"), regular[0]).pair(Name(b"B"), bold[0]);
        written.finish();
        pdf.stream(content, &page.content.finish());
    }
    fonts.regular.embed(&mut pdf, "DejaVuSans", regular)?;
    fonts.bold.embed(&mut pdf, "DejaVuSans-Bold", bold)?;
    Ok(pdf.finish())
}
