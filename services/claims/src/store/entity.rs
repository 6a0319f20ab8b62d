//! The rows as they lie in the tables.

pub(super) mod claim {
    //! A claim.
    use sea_orm::entity::prelude::*;
    use store::SealedColumn;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "claims")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub revision: i64,
        pub clinic_id: Uuid,
        pub insurer_id: Option<Uuid>,
        pub policy_insurer_id: Uuid,
        pub policy_id: Uuid,
        pub policy_number: SealedColumn,
        pub plan: String,
        pub starts_on: Date,
        pub ends_on: Date,
        pub first_starts_on: Date,
        pub pet_name: SealedColumn,
        pub species: String,
        pub policyholder_name: SealedColumn,
        pub policyholder_kana: SealedColumn,
        pub diagnosis: SealedColumn,
        pub diagnosis_code: Option<SealedColumn>,
        pub diagnosis_token: Option<i64>,
        pub onset_on: Option<Date>,
        pub note: SealedColumn,
        pub lines: SealedColumn,
        pub service_on: Option<Date>,
        pub total_yen: i64,
        pub status: String,
        pub receipt_number: Option<String>,
        pub consent_version: Option<String>,
        pub consent_means: Option<String>,
        pub submitted_at: Option<DateTimeUtc>,
        pub decided_at: Option<DateTimeUtc>,
        pub benefit_yen: Option<i64>,
        pub assessment: Option<String>,
        pub denial_code: Option<String>,
        pub denial_explanation: Option<SealedColumn>,
        pub returns: Option<SealedColumn>,
        pub automatic: bool,
        pub checked: Option<String>,
        pub check_due_at: Option<DateTimeUtc>,
        pub started_at: DateTimeUtc,
        pub changed_at: DateTimeUtc,
        pub erased_at: Option<DateTimeUtc>,
        pub stopped_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod document {
    //! A document of a claim.
    use sea_orm::entity::prelude::*;
    use store::SealedColumn;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "documents")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub claim_id: Uuid,
        pub clinic_id: Uuid,
        pub insurer_id: Option<Uuid>,
        pub kind: String,
        pub file_name: SealedColumn,
        pub media: String,
        pub bytes: i64,
        pub sha256: SealedColumn,
        pub key: SealedColumn,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod policy {
    //! A policy.
    use sea_orm::entity::prelude::*;
    use store::SealedColumn;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "policies")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub revision: i64,
        pub insurer_id: Uuid,
        pub policy_number: SealedColumn,
        pub number_token: i64,
        pub number_ordinal: i32,
        pub plan: String,
        pub plan_id: Option<Uuid>,
        pub pet_name: SealedColumn,
        pub species: String,
        pub breed: String,
        pub pet_birth_on: Date,
        pub surname: SealedColumn,
        pub given_name: SealedColumn,
        pub surname_kana: SealedColumn,
        pub given_name_kana: SealedColumn,
        pub email: SealedColumn,
        pub phone: SealedColumn,
        pub starts_on: Date,
        pub ends_on: Date,
        pub first_starts_on: Date,
        pub used_yen: i64,
        pub taken: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod plan {
    //! A version of a plan.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "plans")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub revision: i64,
        pub organisation_id: Uuid,
        pub code: String,
        pub version: i32,
        pub valid_from: Date,
        pub valid_until: Option<Date>,
        pub plan: String,
        pub examples: String,
        pub published_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod review_rules {
    //! The rules by which an insurer's claims are checked.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "review_rules")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub organisation_id: Uuid,
        pub revision: i64,
        pub approves_up_to_yen: Option<i64>,
        pub sample_pct: i16,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod policy_token {
    //! A token by which a policy is found.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "policy_tokens")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub policy_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub part: i16,
        pub insurer_id: Uuid,
        pub token: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod contract {
    //! A contract of a clinic and an insurer.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "contracts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub clinic_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub insurer_id: Uuid,
        pub since: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod count {
    //! A kept count.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "claim_counts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub clinic_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub insurer_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub status: String,
        pub count: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod label {
    //! A label that a claim carries.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "claim_labels")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub organisation_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub label_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub claim_id: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod loose {
    //! Bytes that no document owns.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "loose_documents")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub document_id: Uuid,
        pub claim_id: Uuid,
        pub organisation_id: Uuid,
        pub since: DateTimeUtc,
        pub given_up: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod miss {
    //! Look-ups that found nothing, by the hour.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "lookup_misses")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub organisation_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub hour: i64,
        pub count: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod erased {
    //! An organisation that was erased.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "erased_organisations")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub organisation_id: Uuid,
        pub erased_at: DateTimeUtc,
        pub walked_at: Option<DateTimeUtc>,
        pub buried_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod policy_mark {
    //! What everybody may know of a policy: since when nothing of it is used, and its revision since it was corrected.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "policy_marks")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub policy_id: Uuid,
        pub organisation_id: Uuid,
        pub closed_since: Option<DateTimeUtc>,
        pub corrected_to: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod subject_request {
    //! A request of a data subject.
    use sea_orm::entity::prelude::*;
    use store::SealedColumn;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "subject_requests")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation_id: Uuid,
        pub revision: i64,
        pub number: String,
        pub policy_id: Uuid,
        pub kind: String,
        pub correction: Option<SealedColumn>,
        pub asked_at: DateTimeUtc,
        pub received_by: Uuid,
        pub received_at: DateTimeUtc,
        pub state: String,
        pub proof: Option<String>,
        pub identified_by: Option<Uuid>,
        pub identified_at: Option<DateTimeUtc>,
        pub settled_by: Option<Uuid>,
        pub settled_at: Option<DateTimeUtc>,
        pub ground: Option<String>,
        pub resumed_proof: Option<String>,
        pub resumed_by: Option<Uuid>,
        pub resumed_at: Option<DateTimeUtc>,
        pub overdue_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod subject_file {
    //! A file for a data subject.
    use sea_orm::entity::prelude::*;
    use store::SealedColumn;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "subject_files")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation_id: Uuid,
        pub request_id: Uuid,
        pub name: String,
        pub content: SealedColumn,
        pub until: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

store::shared!(claim, document, contract, count);
store::owned!(label, loose, miss, plan, review_rules, subject_file, subject_request);
