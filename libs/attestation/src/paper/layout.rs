//! Where on which page each line stands. Pages, lines and rules are plain data; drawing them is in `draw`.

use super::{Block, Paper, Stamp, lines::Letters};

/// A4, in points.
pub(super) const PAGE: (f32, f32) = (595.28, 841.89);
const MARGIN: f32 = 62.0;
const TOP: f32 = 72.0;
const BOTTOM: f32 = PAGE.1 - 72.0;
const WIDTH: f32 = PAGE.0 - 2.0 * MARGIN;
/// Size of letters and distance of lines.
const BODY: (f32, f32) = (10.5, 17.5);
const HEADING: (f32, f32) = (12.0, 20.0);
const TITLE: (f32, f32) = (19.0, 28.0);
const SMALL: (f32, f32) = (8.5, 13.0);
/// Around the lines of a cell.
const PAD: f32 = 5.0;
/// As many lines of a table's head are repeated on each page.
const REPEATED: usize = 8;
/// The part of a line that names take in rows.
const NAMES: f32 = 0.34;

/// What a line is to somebody who listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The title.
    Title,
    /// A heading.
    Heading,
    /// A paragraph.
    Text,
    /// A cell of a table's row; tables and rows are counted.
    Cell { table: usize, row: usize, is_head: bool },
}

/// A colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Text,
    Quiet,
    Brand,
    Line,
}

/// A line of letters.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Run {
    pub(super) x: f32,
    pub(super) baseline: f32,
    pub(super) size: f32,
    pub(super) ink: Ink,
    pub(super) text: String,
    /// Which of the roles; none for what is repeated.
    pub(super) role: Option<usize>,
}

/// A ruled line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rule {
    pub(super) y: f32,
    pub(super) x: f32,
    pub(super) width: f32,
    pub(super) thickness: f32,
    pub(super) ink: Ink,
}

/// A page.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Page {
    pub(super) runs: Vec<Run>,
    pub(super) rules: Vec<Rule>,
}

/// A document laid out.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Layout {
    pub(super) pages: Vec<Page>,
    /// In reading order.
    pub(super) roles: Vec<Role>,
}

struct Pen<'a> {
    letters: &'a Letters,
    layout: Layout,
    page: Page,
    y: f32,
    tables: usize,
}

/// Lays a paper out.
pub(super) fn layout(paper: &Paper, stamp: Option<Stamp>, letters: &Letters) -> Layout {
    let mut pen = Pen { letters, layout: Layout::default(), page: Page::default(), y: TOP, tables: 0 };
    if let Some(stamp) = stamp {
        pen.corner(stamp);
    }
    pen.text(&paper.title, Role::Title, TITLE, Ink::Text);
    pen.page.rules.push(Rule { x: MARGIN, y: pen.y, width: WIDTH, thickness: 2.0, ink: Ink::Brand });
    pen.y += 14.0;
    for block in &paper.blocks {
        pen.block(block);
    }
    pen.turn();
    number(&mut pen.layout, stamp, letters);
    pen.layout
}

impl Pen<'_> {
    /// Number and day, at the top right of the first page.
    fn corner(&mut self, stamp: Stamp) {
        for (line, text) in [stamp.number(), stamp.day()].into_iter().enumerate() {
            let (x, y) = (right(&text, self.letters), TOP - SMALL.1 * (1.5 - line as f32));
            let role = self.role(Role::Text);
            self.run(x, y, SMALL.0, Ink::Quiet, text, Some(role));
        }
        self.y += 8.0;
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(text) => {
                self.y += 12.0;
                // A heading stays with what it is of.
                if self.y + HEADING.1 + 3.0 * BODY.1 > BOTTOM {
                    self.turn();
                }
                self.text(text, Role::Heading, HEADING, Ink::Brand);
                self.y += 4.0;
            }
            Block::Text(text) => {
                self.text(text, Role::Text, BODY, Ink::Text);
                self.y += 8.0;
            }
            Block::Rows(rows) => {
                let widths = [WIDTH * NAMES, WIDTH * (1.0 - NAMES)];
                let rows: Vec<Vec<&str>> =
                    rows.iter().map(|(name, value)| vec![name.as_str(), value]).collect();
                self.table(None, &rows, &widths, true);
            }
            Block::Table { head, rows } => {
                let widths = self.widths(head, rows);
                let head: Vec<&str> = head.iter().map(String::as_str).collect();
                let rows: Vec<Vec<&str>> =
                    rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
                self.table(Some(&head), &rows, &widths, false);
            }
        }
    }

    fn text(&mut self, text: &str, role: Role, (size, leading): (f32, f32), ink: Ink) {
        let role = self.role(role);
        for line in self.letters.lines(text, size, WIDTH) {
            if self.y + leading > BOTTOM {
                self.turn();
            }
            self.y += leading;
            self.run(MARGIN, self.y - leading * 0.3, size, ink, line, Some(role));
        }
    }

    /// Names in the first column are heads of their rows where there is no head above.
    fn table(&mut self, head: Option<&[&str]>, rows: &[Vec<&str>], widths: &[f32], named: bool) {
        let table = self.tables;
        self.tables += 1;
        if let Some(head) = head {
            let cell = Role::Cell { table, row: 0, is_head: true };
            let roles: Vec<_> = head.iter().map(|_| Some(self.role(cell))).collect();
            self.row(head, widths, &roles, Ink::Quiet, None);
        } else {
            self.rule(Ink::Line);
        }
        // A head that would leave little room under it stands once.
        let head = head.filter(|head| self.height(head, widths) <= REPEATED);
        for (row, cells) in rows.iter().enumerate() {
            let cell = |column| Role::Cell { table, row: row + 1, is_head: named && column == 0 };
            let roles: Vec<_> = (0..cells.len()).map(|column| Some(self.role(cell(column)))).collect();
            self.row(cells, widths, &roles, Ink::Text, head);
        }
        self.y += 10.0;
    }

    /// A row, over as many pages as it needs; the head is repeated above.
    fn row(
        &mut self,
        cells: &[&str],
        widths: &[f32],
        roles: &[Option<usize>],
        ink: Ink,
        head: Option<&[&str]>,
    ) {
        let mut lines = self.cells(cells, widths);
        loop {
            let longest = lines.iter().map(Vec::len).max().unwrap_or(0);
            let fitting = self.fitting();
            if fitting < longest.min(2) {
                self.turn();
                if let Some(head) = head {
                    self.row(head, widths, &vec![None; head.len()], Ink::Quiet, None);
                }
                continue;
            }
            let taken = longest.min(fitting).max(1);
            let mut x = MARGIN;
            for (at, (width, cell)) in widths.iter().zip(&mut lines).enumerate() {
                for (place, line) in cell.drain(..taken.min(cell.len())).enumerate() {
                    let baseline = self.y + PAD + BODY.1 * (place as f32 + 0.7);
                    let quiet = ink == Ink::Text && at == 0 && head.is_none();
                    let ink = if quiet { Ink::Quiet } else { ink };
                    self.run(x + PAD, baseline, BODY.0, ink, line, roles.get(at).copied().flatten());
                }
                x += width;
            }
            self.y += BODY.1 * taken as f32 + 2.0 * PAD;
            self.rule(Ink::Line);
            if lines.iter().all(Vec::is_empty) {
                return;
            }
        }
    }

    /// The lines of each cell.
    fn cells(&self, cells: &[&str], widths: &[f32]) -> Vec<Vec<String>> {
        let cells = cells.iter().zip(widths);
        cells.map(|(cell, width)| self.letters.lines(cell, BODY.0, width - 2.0 * PAD)).collect()
    }

    /// How many lines a row takes.
    fn height(&self, cells: &[&str], widths: &[f32]) -> usize {
        self.cells(cells, widths).iter().map(Vec::len).max().unwrap_or(0)
    }

    /// Lines of a row that still fit on the page.
    fn fitting(&self) -> usize {
        let left = (BOTTOM - self.y - 2.0 * PAD) / BODY.1;
        if left < 1.0 { 0 } else { left as usize }
    }

    /// Each column as wide as what stands in it, within reason.
    fn widths(&self, head: &[String], rows: &[Vec<String>]) -> Vec<f32> {
        let natural = |column: usize| {
            let cells = rows.iter().filter_map(|row| row.get(column)).chain(head.get(column));
            let widest = cells.map(|cell| self.letters.width(&self.letters.drawable(cell), BODY.0));
            widest.fold(36.0, f32::max).min(WIDTH / 2.0) + 2.0 * PAD
        };
        let wanted: Vec<f32> = (0..head.len()).map(natural).collect();
        let all: f32 = wanted.iter().sum();
        wanted.into_iter().map(|width| width * WIDTH / all).collect()
    }

    fn role(&mut self, role: Role) -> usize {
        self.layout.roles.push(role);
        self.layout.roles.len() - 1
    }

    fn run(&mut self, x: f32, baseline: f32, size: f32, ink: Ink, text: String, role: Option<usize>) {
        if !text.is_empty() {
            self.page.runs.push(Run { x, baseline, size, ink, text, role });
        }
    }

    fn rule(&mut self, ink: Ink) {
        self.page.rules.push(Rule { x: MARGIN, y: self.y, width: WIDTH, thickness: 0.6, ink });
    }

    /// The next page.
    fn turn(&mut self) {
        self.layout.pages.push(std::mem::take(&mut self.page));
        self.y = TOP;
    }
}

/// `1 / 3` at the foot of each page, and the number again on those that follow.
fn number(layout: &mut Layout, stamp: Option<Stamp>, letters: &Letters) {
    let all = layout.pages.len();
    for (at, page) in layout.pages.iter_mut().enumerate() {
        let ((size, _), ink, role) = (SMALL, Ink::Quiet, None);
        let text = format!("{} / {all}", at + 1);
        let x = (PAGE.0 - letters.width(&text, size)) / 2.0;
        page.runs.push(Run { x, baseline: PAGE.1 - 40.0, size, ink, text, role });
        if let Some(text) = stamp.filter(|_| at > 0).map(|stamp| stamp.number()) {
            let x = right(&text, letters);
            page.runs.push(Run { x, baseline: 44.0, size, ink, text, role });
        }
    }
}

/// Where a small text begins that ends at the margin.
fn right(text: &str, letters: &Letters) -> f32 {
    PAGE.0 - MARGIN - letters.width(text, SMALL.0)
}
