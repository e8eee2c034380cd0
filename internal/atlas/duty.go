package atlas

import "github.com/redsail/redsail/internal/city"

// PostAnswer is a post that answers for a point, as anybody may know it: it has no field for a
// person. Who holds it stands beside it, in Holder, for those who may see that.
type PostAnswer struct {
	// Role is a key of the scheme's roles; RoleName its name.
	Role     string     `json:"role"`
	RoleName city.Label `json:"role_name"`
	// Specialty is what a professional worker works at; empty = not said.
	Specialty string `json:"specialty,omitempty"`
	// Layer and Area are what the post is for: a layer, building, organisation or a kind of places,
	// and its code.
	Layer    string `json:"layer"`
	Area     string `json:"area"`
	AreaName string `json:"area_name"`
	// AreaNameEn is the name in English; empty where there is none.
	AreaNameEn string `json:"area_name_en,omitempty"`
	// Form is that of the organisation which the post is for, as its record gives it: own or joint of a branch.
	Form string `json:"form,omitempty" doc:"how the organisation that the post is for was set up, for example own or joint of a branch; absent where it is not said, and of posts for anything else"`
	// Level says how it answers: direct, first, escalation, service.
	Level city.Answers `json:"level" enum:"direct,first,escalation,service"`
	// OnDuty is nil where no hours are known.
	OnDuty *bool `json:"on_duty" doc:"null where no hours are known"`
	Vacant bool  `json:"vacant,omitempty" doc:"nobody holds the post"`
	Acting bool  `json:"acting,omitempty"`
	// StandIn is true where another post stands in, whose phone it is.
	StandIn bool `json:"stand_in,omitempty" doc:"another post stands in, whose phone this is"`
	// Fallback is true of a post of the area that answers where there is no grid.
	Fallback bool `json:"fallback,omitempty" doc:"there is no grid here: the area above answers (属地兜底)"`
	// Phone is that of the office, which anybody may know.
	Phone string `json:"phone"`
	// Next is when somebody is on duty next; empty while somebody is, and where it is not known.
	Next string `json:"next,omitempty" doc:"when it is on duty next, where it is not now"`
}

// Holder is who stands behind a PostAnswer: codes only.
type Holder struct {
	Post   string // the post whose phone is answered: that of who stands in
	Person string // who holds it; empty = vacant
	At     city.Seat
	Own    *city.Post // the post itself, also where another stands in
}

// DutyAnswer says whether somebody who answers for a point is on duty.
type DutyAnswer struct {
	// OnDuty is nil where nobody is known to be, and of somebody it is not known.
	OnDuty *bool `json:"on_duty" doc:"somebody who answers is on duty; null where nobody is known to be, and the hours of some are not known"`
	// Next is the first moment at which somebody is; empty while somebody is.
	Next string `json:"next,omitempty" doc:"when somebody is on duty next; absent while somebody is, and where it is not known"`
}
