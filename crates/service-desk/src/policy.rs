//! From a form's definition to the office's rules for its cases.

use form_engine::{Form, Workflow};
use kernel::Language;
use review_workflow::{Actor, Departments, Policy, Shape};

use crate::Staff;

/// The rules for the cases of one form.
pub(crate) fn policy_of(form: &Form) -> Policy {
    let procedure = form.procedure();
    let mut policy = Policy::new(shape(procedure.workflow), department_of(form));
    policy.processing_days = procedure.business_days;
    policy
}

/// The department that answers for a form, as rows and roles name it.
pub(crate) fn department_of(form: &Form) -> &str {
    form.procedure().department.get(Language::Japanese)
}

const fn shape(workflow: Workflow) -> Shape {
    match workflow {
        Workflow::Notification => Shape::Notification,
        Workflow::Certificate => Shape::Certificate,
        Workflow::Standard => Shape::Standard,
        Workflow::Approval => Shape::Approval,
        Workflow::LotteryOrQuota => Shape::LotteryOrQuota,
    }
}

impl Staff {
    /// The person as the office's procedure sees them.
    pub(crate) fn actor(&self) -> Actor {
        let departments = self.departments().map_or(Departments::All, Departments::Only);
        let roles = self.roles.iter().map(|(role, _)| *role).collect();
        Actor::Staff { id: self.id.clone(), roles, departments }
    }
}
