//! On what ground the law lets an insurer refuse (個人情報の保護に関する法律 33–35条, 37条). Not every ground is one for every request.

use super::{Kind, named};

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// 本人確認ができない (37条1項).
    NotIdentified,
    /// 保有していない (33条3項; 34条3項, 35条7項: then nothing is corrected, stopped or deleted).
    NotKept,
    /// 権利利益を害するおそれ (33条2項1号).
    Harm,
    /// 業務の適正な実施に著しい支障 (33条2項2号).
    Hindrance,
    /// 他の法令による: it forbids the disclosure (33条2項3号), has a procedure of its own for the correction (34条2項), or wants the
    /// data to be kept, which is then still needed (35条5項, 6項).
    Law,
    /// 請求に理由がない (34条2項; 35条2項, 6項).
    NoCause,
    /// これに代わるべき措置をとる: a stop or a deletion is too hard, and something else protects the person (35条2項, 6項 ただし書).
    Substitute,
}

named!(Ground {
    NotIdentified = "not_identified", NotKept = "not_kept", Harm = "harm", Hindrance = "hindrance", Law = "law",
    NoCause = "no_cause", Substitute = "substitute",
});

impl Ground {
    /// Every ground, in the order in which they are offered.
    pub const ALL: [Self; 7] = [
        Self::NotIdentified,
        Self::NotKept,
        Self::Harm,
        Self::Hindrance,
        Self::Law,
        Self::NoCause,
        Self::Substitute,
    ];

    /// Whether it is a ground for such a request: of a person who is identified or not, about a policy that is kept or not.
    #[must_use]
    pub const fn fits(self, kind: Kind, is_identified: bool, is_kept: bool) -> bool {
        match self {
            Self::NotIdentified => !is_identified,
            Self::NotKept => !is_kept,
            _ if !is_kept => false,
            Self::Law => true,
            Self::Harm | Self::Hindrance => matches!(kind, Kind::Disclosure),
            Self::NoCause => !matches!(kind, Kind::Disclosure),
            Self::Substitute => matches!(kind, Kind::Stop | Kind::Deletion),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitting(kind: Kind, is_identified: bool, is_kept: bool) -> Vec<Ground> {
        Ground::ALL.into_iter().filter(|ground| ground.fits(kind, is_identified, is_kept)).collect()
    }

    #[test]
    fn each_kind_has_the_grounds_that_the_law_gives_it() {
        use Ground::{Harm, Hindrance, Law, NoCause, Substitute};
        assert_eq!(fitting(Kind::Disclosure, true, true), [Harm, Hindrance, Law]);
        assert_eq!(fitting(Kind::Correction, true, true), [Law, NoCause]);
        for kind in [Kind::Stop, Kind::Deletion] {
            assert_eq!(fitting(kind, true, true), [Law, NoCause, Substitute], "{kind:?}");
        }
    }

    #[test]
    fn who_is_identified_is_not_refused_for_not_being_so_and_what_is_kept_not_for_being_gone() {
        for kind in [Kind::Disclosure, Kind::Correction, Kind::Stop, Kind::Deletion] {
            assert_eq!(fitting(kind, false, true)[0], Ground::NotIdentified);
            assert_eq!(fitting(kind, true, false), [Ground::NotKept]);
            assert_eq!(fitting(kind, false, false), [Ground::NotIdentified, Ground::NotKept]);
        }
    }
}
