package access

import "slices"

// Action is what somebody does; a route names one.
type Action string

// Reach says of what an action may be done.
type Reach string

// The reaches.
const (
	// Anything: of all there is.
	Anything Reach = "all"
	// Opened: to who has no account, of layers that the keeper of the data has opened.
	Opened Reach = "opened"
	// WholeCity: of what the whole city has in common; for accounts of the whole city alone.
	WholeCity Reach = "city"
	// Within: of what lies in the areas of the account.
	Within Reach = "scope"
	// Self: of the own account.
	Self Reach = "self"
)

// rule is one row of the table: who may do an action.
type rule struct {
	action Action
	reach  Reach
	roles  []Role
}

// Groups of roles that the table uses.
var (
	everybody = []Role{Public, Display, Worker, Dispatcher, Planner, Keeper, Auditor, Security, Admin}
	signedIn  = []Role{Worker, Dispatcher, Planner, Keeper, Auditor, Security, Admin}
	desks     = []Role{Worker, Dispatcher, Planner, Keeper}
	planning  = []Role{Planner, Keeper}
)

// table is the whole of what is allowed; TestTable walks it against every role.
var table = []rule{
	{"health", Anything, everybody},
	{"page", Anything, everybody},
	{"api", Anything, everybody},
	{"session", Self, everybody}, // sign in, sign out, who am I

	{"layers.read", Opened, everybody},
	{"areas.read", Opened, everybody},
	{"places.read", Opened, everybody},
	{"buildings.read", Opened, everybody},
	{"hexagons.read", Opened, everybody},
	{"tiles.read", Opened, everybody},
	{"ogc.read", Opened, everybody},
	{"events.read", Opened, everybody},
	{"search", Opened, everybody},
	{"coverage.read", Opened, everybody},
	{"revisions.read", Opened, everybody},
	{"locate", Opened, []Role{Public, Worker, Dispatcher, Planner, Keeper, Auditor, Security, Admin}},

	{"account.self", Self, signedIn},     // own password, second factor, sessions
	{"households.read", Anything, desks}, // counts of buildings and exact sums
	{"balance.read", Opened, everybody},
	{"usage.read", Anything, planning},
	{"jobs.read", Anything, planning},
	{"jobs.write", Anything, planning},   //
	{"balance.plan", Anything, planning}, //
	{"siting.read", Anything, planning},  //
	{"siting.write", Anything, planning}, //
	{"scenarios.write", Anything, planning},
	{"changes.write", Within, []Role{Keeper}},
	{"imports.write", Within, []Role{Keeper}}, // a file as one change
	{"checks.read", Within, []Role{Dispatcher, Planner, Keeper}},
	{"posts.read", Within, desks}, // lists and histories of posts and organisations
	{"publish", WholeCity, []Role{Keeper}},
	{"pack.read", Within, []Role{Worker, Keeper}},    // what a grid worker's phone keeps of a street
	{"reports.write", Within, []Role{Worker}},        // that a border is wrong on the map
	{"reports.read", Within, []Role{Worker, Keeper}}, // the own ones; a keeper those of the own areas
	{"reports.answer", Within, []Role{Keeper}},
	{"opening.read", Anything, []Role{Keeper, Admin}}, // how far the city has been opened
	{"opening.write", WholeCity, []Role{Keeper}},      // city and scheme of a store, its settings once it has content

	{"persons.read", Within, desks},                        // masked outside the scope
	{"persons.reveal", Within, []Role{Dispatcher, Keeper}}, // a private number, for a reason
	{"persons.export", Within, []Role{Keeper}},             // what is kept of one person, for them
	{"persons.erase", Within, []Role{Keeper}},

	{"users.read", Anything, []Role{Admin, Security}},
	{"users.write", Anything, []Role{Admin}},    // that there is an account
	{"users.grant", Anything, []Role{Security}}, // what it may do, and where
	{"tokens.write", Anything, []Role{Security}},
	{"audit.read", Anything, []Role{Auditor}},
}

// Actions lists those of the table, in its order.
func Actions() []Action {
	out := make([]Action, len(table))
	for i := range table {
		out[i] = table[i].action
	}
	return out
}

// ReachOf is the reach of an action; false where the table does not know it.
func ReachOf(a Action) (Reach, bool) {
	i := slices.IndexFunc(table, func(r rule) bool { return r.action == a })
	if i < 0 {
		return "", false
	}
	return table[i].reach, true
}

// Everybodys tells whether an action is for everybody, at least of what is open.
func Everybodys(a Action) bool { return allowed(Public, a) }

// allowed tells whether the table gives a role an action.
func allowed(role Role, a Action) bool {
	i := slices.IndexFunc(table, func(r rule) bool { return r.action == a })
	return i >= 0 && slices.Contains(table[i].roles, role)
}
