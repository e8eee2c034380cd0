package access

import "slices"

// Role is what an account may be. The three officers (system, security, audit) cannot do one
// another's acts (三员分立, GB/T 22239).
type Role string

// The roles. Public is everybody's, also who has no account.
const (
	Public     Role = "public"
	Worker     Role = "worker"     // 网格员
	Dispatcher Role = "dispatcher" // 值班调度员
	Planner    Role = "planner"    // 规划人员
	Keeper     Role = "keeper"     // 数据管理员
	Auditor    Role = "auditor"    // 审计管理员
	Security   Role = "security"   // 安全管理员: what accounts may do
	Admin      Role = "admin"      // 系统管理员: that accounts are, and that the system runs
	// Display is that of the token of a wall: one view, nobody's data.
	Display Role = "display"
)

// Roles lists those that an account may have, in order.
func Roles() []Role {
	return []Role{Worker, Dispatcher, Planner, Keeper, Auditor, Security, Admin}
}

// officers are the three of whose roles one account has at most one, and none besides.
var officers = []Role{Auditor, Security, Admin}

// Apart tells whether one account may have these roles together.
func Apart(roles []Role) bool {
	for _, r := range roles {
		if slices.Contains(officers, r) && len(roles) > 1 {
			return false
		}
	}
	return true
}

// NeedsSecondFactor is true of a role whose accounts sign in with a second factor.
func NeedsSecondFactor(r Role) bool {
	return r == Keeper || slices.Contains(officers, r)
}
