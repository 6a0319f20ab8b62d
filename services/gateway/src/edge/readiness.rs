//! Whether the portal face can let anybody in, and if not, why.

use std::sync::{Arc, Mutex, PoisonError};

/// What stands in the way; `None` when nothing does.
#[derive(Debug, Clone)]
pub struct Readiness {
    obstacle: Arc<Mutex<Option<&'static str>>>,
}

impl Default for Readiness {
    fn default() -> Self {
        Self { obstacle: Arc::new(Mutex::new(Some("no revocation list yet"))) }
    }
}

impl Readiness {
    /// What stands in the way.
    #[must_use]
    pub fn obstacle(&self) -> Option<&'static str> {
        *self.obstacle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether nothing stands in the way.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.obstacle().is_none()
    }

    pub(super) fn set(&self, obstacle: Option<&'static str>) {
        let before =
            std::mem::replace(&mut *self.obstacle.lock().unwrap_or_else(PoisonError::into_inner), obstacle);
        match obstacle {
            Some(obstacle) if before != Some(obstacle) => {
                tracing::error!(obstacle, "the portal refuses everybody")
            }
            None if before.is_some() => tracing::info!("the portal is open"),
            _ => {}
        }
    }
}
