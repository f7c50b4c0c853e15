//! A font of which the glyphs used are embedded (ISO 32000-1, 9.7: a composite font addressed by glyph).

use std::collections::BTreeMap;

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Finish, Name, Pdf, Rect, Ref, Str};
use subsetter::GlyphRemapper;
use ttf_parser::{Face, GlyphId};

use super::PaperError;

const SYSTEM: SystemInfo<'static> = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
/// Stems of DejaVu Sans, in thousandths of its size; readers use it only to replace a font they cannot read.
const STEM: f32 = 80.0;

pub struct Font {
    data: &'static [u8],
    face: Face<'static>,
    /// From the font's glyphs to those of the part that is embedded.
    glyphs: GlyphRemapper,
    /// By embedded glyph: the font's own, and the character it stands for.
    used: BTreeMap<u16, (GlyphId, char)>,
}

impl Font {
    pub fn open(data: &'static [u8]) -> Result<Self, PaperError> {
        let face = Face::parse(data, 0).map_err(|error| PaperError::Font(error.to_string()))?;
        Ok(Self { data, face, glyphs: GlyphRemapper::new(), used: BTreeMap::new() })
    }

    /// A missing glyph is the font's first, an empty box.
    fn glyph(&self, character: char) -> GlyphId {
        self.face.glyph_index(character).unwrap_or(GlyphId(0))
    }

    /// In thousandths of the font's size.
    fn advance(&self, glyph: GlyphId) -> f32 {
        let units = f32::from(self.face.glyph_hor_advance(glyph).unwrap_or(0));
        units * 1000.0 / f32::from(self.face.units_per_em())
    }

    /// The width of a text set in `size`, in the unit of the size.
    pub fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|character| self.advance(self.glyph(character))).sum::<f32>() * size / 1000.0
    }

    /// The longest beginning of a text that fits, with an ellipsis where something is left out.
    pub fn fit(&self, text: &str, size: f32, width: f32) -> String {
        if self.width(text, size) <= width {
            return text.to_owned();
        }
        let mut cut = String::new();
        for character in text.chars() {
            cut.push(character);
            if self.width(&format!("{cut}…"), size) > width {
                cut.pop();
                break;
            }
        }
        cut.trim_end().to_owned() + "…"
    }

    /// A text as the document addresses it: two bytes a glyph.
    pub fn encode(&mut self, text: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(text.len() * 2);
        for character in text.chars() {
            let glyph = self.glyph(character);
            let embedded = self.glyphs.remap(glyph.0);
            self.used.entry(embedded).or_insert((glyph, character));
            bytes.extend(embedded.to_be_bytes());
        }
        bytes
    }

    /// Writes the font into the document. `ids`: five that are free, the first becoming the font's.
    pub fn embed(&self, pdf: &mut Pdf, name: &str, ids: [Ref; 5]) -> Result<(), PaperError> {
        let [font, descendant, descriptor, unicode, file] = ids;
        // readers tell a part of a font by six letters before its name
        let name = format!("HFPART+{name}");
        let name = Name(name.as_bytes());
        let mut composite = pdf.type0_font(font);
        composite.base_font(name).encoding_predefined(Name(b"Identity-H"));
        composite.descendant_font(descendant).to_unicode(unicode);
        composite.finish();
        self.describe(pdf, name, descendant, descriptor, file);
        let mut characters = UnicodeCmap::new(Name(b"Custom"), SYSTEM);
        for (embedded, (_, character)) in &self.used {
            characters.pair(*embedded, *character);
        }
        pdf.cmap(unicode, &characters.finish());
        let part = subsetter::subset(self.data, 0, &self.glyphs);
        let part = part.map_err(|error| PaperError::Font(error.to_string()))?;
        pdf.stream(file, &part).pair(Name(b"Length1"), part.len() as i32);
        Ok(())
    }

    fn describe(&self, pdf: &mut Pdf, name: Name<'_>, descendant: Ref, descriptor: Ref, file: Ref) {
        let mut cid = pdf.cid_font(descendant);
        cid.subtype(CidFontType::Type2).base_font(name).system_info(SYSTEM).font_descriptor(descriptor);
        cid.default_width(0.0).cid_to_gid_map_predefined(Name(b"Identity"));
        let mut widths = cid.widths();
        for (embedded, (glyph, _)) in &self.used {
            widths.consecutive(*embedded, [self.advance(*glyph)]);
        }
        widths.finish();
        cid.finish();
        let scaled = |units: i16| f32::from(units) * 1000.0 / f32::from(self.face.units_per_em());
        let bounds = self.face.global_bounding_box();
        let mut told = pdf.font_descriptor(descriptor);
        told.name(name).flags(FontFlags::SYMBOLIC).italic_angle(0.0).stem_v(STEM).font_file2(file);
        told.bbox(Rect::new(scaled(bounds.x_min), scaled(bounds.y_min), scaled(bounds.x_max), scaled(bounds.y_max)));
        let (ascent, descent) = (scaled(self.face.ascender()), scaled(self.face.descender()));
        told.ascent(ascent).descent(descent).cap_height(self.face.capital_height().map_or(ascent, scaled));
    }
}
