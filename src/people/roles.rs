// SPDX-License-Identifier: AGPL-3.0-or-later
//! The roles: what somebody does at the centre, and what somebody is in a member body. No database.

use crate::text_enum;

text_enum!(
    /// What somebody does at the centre.
    StaffRole {
        /// Answers and solves.
        Technician = "technician",
        /// Looks at figures, publishes results, keeps bodies and catalogue.
        Manager = "manager",
        /// Keeps the installation; may do what technicians and managers may.
        Admin = "admin",
    }
);

text_enum!(
    /// What somebody is in a member body.
    MembershipRole {
        /// Asks for help and sees own requests.
        Requester = "requester",
        /// Sees the requests of the whole body, except confidential ones.
        Contact = "contact",
    }
);
