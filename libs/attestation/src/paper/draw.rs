//! A layout as the bytes of a tagged PDF.

use std::num::NonZeroU16;

use chrono::{DateTime, Datelike as _, Timelike as _, Utc};
use krilla::{
    Document, SerializeSettings,
    color::rgb,
    geom::{PathBuilder, Point, Rect},
    metadata::{self, Metadata},
    num::NormalizedF32,
    page::PageSettings,
    paint::{Fill, FillRule},
    surface::Surface,
    tagging::{
        Artifact, ArtifactType, ContentTag, Identifier, Node, SpanTag, TableHeaderScope, Tag, TagGroup,
        TagTree,
    },
    text::{Font, TextDirection},
};

use super::{
    layout::{Ink, Layout, PAGE, Role, Rule, Run},
    lines::FONT,
};
use crate::attestor::Error;

const LANGUAGE: &str = "ja";

/// How it is written.
pub(super) fn settings() -> SerializeSettings {
    SerializeSettings { enable_tagging: true, ..SerializeSettings::default() }
}

/// Draws it. `at` is the document's own time; without one it has none.
pub(super) fn draw(
    title: &str,
    at: Option<DateTime<Utc>>,
    layout: &Layout,
    settings: SerializeSettings,
) -> Result<Vec<u8>, Error> {
    let broken = |why: &str| Error::Paper(why.to_owned());
    let font = Font::new(FONT.into(), 0).ok_or_else(|| broken("the font cannot be read"))?;
    let mut document = Document::new_with(settings);
    let about = Metadata::new().title(title.to_owned()).language(LANGUAGE.to_owned());
    document.set_metadata(match at.and_then(moment) {
        Some(at) => about.creation_date(at),
        None => about,
    });
    let mut spoken: Vec<Vec<Identifier>> = layout.roles.iter().map(|_| vec![]).collect();
    for page in &layout.pages {
        let settings = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or_else(|| broken("no such page"))?;
        let mut sheet = document.start_page_with(settings);
        let mut surface = sheet.surface();
        for rule in &page.rules {
            draw_rule(&mut surface, rule);
        }
        for run in &page.runs {
            let identifier = draw_run(&mut surface, run, &font);
            if let Some(spoken) = run.role.and_then(|role| spoken.get_mut(role)) {
                spoken.push(identifier);
            }
        }
        surface.finish();
        sheet.finish();
    }
    document.set_tag_tree(tree(&layout.roles, spoken));
    document.finish().map_err(|why| Error::Paper(format!("{why:?}")))
}

fn moment(at: DateTime<Utc>) -> Option<metadata::DateTime> {
    let small = |part: u32| u8::try_from(part).ok();
    let day = metadata::DateTime::new(u16::try_from(at.year()).ok()?)
        .month(small(at.month())?)
        .day(small(at.day())?);
    let time = day.hour(small(at.hour())?).minute(small(at.minute())?).second(small(at.second())?);
    Some(time.utc_offset_hour(0))
}

fn draw_rule(surface: &mut Surface<'_>, rule: &Rule) {
    let mut path = PathBuilder::new();
    let bar = Rect::from_xywh(rule.x, rule.y - rule.thickness / 2.0, rule.width, rule.thickness);
    let Some(bar) = bar else { return };
    path.push_rect(bar);
    let Some(path) = path.finish() else { return };
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
    surface.set_fill(Some(fill(rule.ink)));
    surface.draw_path(&path);
    surface.end_tagged();
}

fn draw_run(surface: &mut Surface<'_>, run: &Run, font: &Font) -> Identifier {
    let tag = match run.role {
        Some(_) => ContentTag::Span(SpanTag::empty()),
        None => ContentTag::Artifact(Artifact::with_kind(ArtifactType::PaginationOther)),
    };
    let identifier = surface.start_tagged(tag);
    surface.set_fill(Some(fill(run.ink)));
    let start = Point::from_xy(run.x, run.baseline);
    surface.draw_text(start, font.clone(), run.size, &run.text, false, TextDirection::LeftToRight);
    surface.end_tagged();
    identifier
}

fn fill(ink: Ink) -> Fill {
    let (red, green, blue) = match ink {
        Ink::Text => (0x1a, 0x1a, 0x1c),
        Ink::Quiet => (0x4d, 0x4d, 0x52),
        Ink::Brand => (0x00, 0x61, 0x73),
        Ink::Line => (0xb3, 0xb3, 0xb8),
    };
    let paint = rgb::Color::new(red, green, blue).into();
    Fill { paint, opacity: NormalizedF32::ONE, rule: FillRule::default() }
}

/// What is read aloud: tables with their rows, everything else one after the other.
fn tree(roles: &[Role], spoken: Vec<Vec<Identifier>>) -> TagTree {
    let mut tree = TagTree::new().with_lang(Some(LANGUAGE.to_owned()));
    let mut table: Option<(usize, TagGroup)> = None;
    let mut line: Option<(usize, TagGroup)> = None;
    for (role, identifiers) in roles.iter().zip(spoken) {
        let children: Vec<Node> = identifiers.into_iter().map(Node::from).collect();
        let Role::Cell { table: of, row, is_head } = *role else {
            close(&mut tree, &mut table, &mut line);
            tree.push(match role {
                Role::Title => TagGroup::with_children(Tag::Hn(NonZeroU16::MIN, None), children),
                Role::Heading => {
                    TagGroup::with_children(Tag::Hn(NonZeroU16::MIN.saturating_add(1), None), children)
                }
                _ => TagGroup::with_children(Tag::P, children),
            });
            continue;
        };
        if table.as_ref().is_none_or(|(open, _)| *open != of) {
            close(&mut tree, &mut table, &mut line);
            table = Some((of, TagGroup::new(Tag::Table)));
        }
        if line.as_ref().is_none_or(|(open, _)| *open != row) {
            close_line(&mut table, &mut line);
            line = Some((row, TagGroup::new(Tag::TR)));
        }
        let scope = if row == 0 { TableHeaderScope::Column } else { TableHeaderScope::Row };
        let cell = if is_head {
            TagGroup::with_children(Tag::TH(scope), children)
        } else {
            TagGroup::with_children(Tag::TD, children)
        };
        if let Some((_, line)) = &mut line {
            line.push(cell);
        }
    }
    close(&mut tree, &mut table, &mut line);
    tree
}

fn close_line(table: &mut Option<(usize, TagGroup)>, line: &mut Option<(usize, TagGroup)>) {
    if let (Some((_, table)), Some((_, line))) = (table, line.take()) {
        table.push(line);
    }
}

fn close(tree: &mut TagTree, table: &mut Option<(usize, TagGroup)>, line: &mut Option<(usize, TagGroup)>) {
    close_line(table, line);
    if let Some((_, table)) = table.take() {
        tree.push(table);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::{Block, Paper, Stamp, layout::layout, lines::Letters};

    /// The map from glyphs back to characters, which copying, searching and reading aloud live on.
    fn characters(pdf: &str) -> String {
        let maps = pdf.split("beginbfchar").skip(1).filter_map(|rest| rest.split("endbfchar").next());
        let codes = maps.flat_map(str::lines).filter_map(|line| line.split('<').nth(2)?.split('>').next());
        let units = codes.flat_map(|code| (0..code.len() / 4).map(move |at| &code[at * 4..at * 4 + 4]));
        let units: Vec<u16> = units.map(|unit| u16::from_str_radix(unit, 16).unwrap()).collect();
        String::from_utf16(&units).unwrap()
    }

    #[test]
    fn every_character_can_be_read_out_again_and_the_date_is_the_statements() {
        let text = "髙﨑𠮷野さまの葛\u{e0100}城\u{10ffff}";
        let paper = Paper { title: "消去証明書".to_owned(), blocks: vec![Block::Text(text.to_owned())] };
        let stamp =
            Stamp { id: uuid::Uuid::from_u128(7), at: DateTime::from_timestamp(1_800_000_000, 0).unwrap() };
        let layout = layout(&paper, Some(stamp), &Letters::new().unwrap());
        let settings = SerializeSettings { compress_content_streams: false, ..settings() };
        let pdf = draw(&paper.title, Some(stamp.at), &layout, settings).unwrap();
        let pdf = String::from_utf8_lossy(&pdf);
        let characters = characters(&pdf);
        for character in "消去証明書髙﨑𠮷野さまの葛城〓番号年月日".chars() {
            assert!(characters.contains(character), "{character}: {characters}");
        }
        assert!(pdf.contains("D:20270115080000"), "2027-01-15T08:00:00Z");
    }
}
