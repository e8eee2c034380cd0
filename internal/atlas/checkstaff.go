package atlas

import (
	"cmp"
	"context"
	"slices"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/internal/city"
)

// StaffCheck is what is missing among the people who look after a city on a date. It names areas,
// places and posts, never persons. Findings of staff are of their own class: they are not among
// Check.Findings, for a grid without a head is no fault of a border.
type StaffCheck struct {
	Date          string `json:"date"`
	Posts         int    `json:"posts"`
	Organisations int    `json:"organisations"`
	// Kinds are all that are looked for, also those of which nothing was found.
	Kinds []StaffKind `json:"kinds"`
	// CompoundsCovered of Compounds have a branch of their own or a joint one.
	Compounds        int           `json:"compounds"`
	CompoundsCovered int           `json:"compounds_covered"`
	Streets          []StreetStaff `json:"streets"`
}

// StaffKind is a kind of findings with the setting that it compares with.
type StaffKind struct {
	Kind     string         `json:"kind"`
	Setting  *StaffSetting  `json:"setting,omitempty"`
	Findings []StaffFinding `json:"findings"`
}

// StaffSetting is a figure that is compared with. It is a norm of the scheme, by its name, or the
// usual one.
type StaffSetting struct {
	Name   string `json:"name"`
	Min    int64  `json:"min"`
	Max    int64  `json:"max,omitempty"` // 0 = none
	Source string `json:"source"`
}

// Kinds of StaffFinding: stable codes.
const (
	StaffHead          = "grid_head"             // a grid without exactly one head
	StaffWorker        = "grid_worker"           // a grid without exactly one full-time worker
	StaffProfessional  = "grid_professional"     // a grid for which no professional worker is, nor for what is above it
	StaffFixing        = "post_incomplete"       // a post of 1+1+N without time, task or duty
	StaffClash         = "post_clash"            // two posts of one person at the same hours in two places
	StaffEnded         = "post_of_ended"         // a post of what is not there any more
	StaffVacant        = "post_vacant"           // a post that nobody holds
	StaffEnding        = "post_ending"           // a post that ends soon
	StaffKeeper        = "station_no_keeper"     // an open station without a keeper today
	StaffCompound      = "compound_staff"        // a compound with too few or too many workers
	StaffWindow        = "window_staff"          // a community with too few or too many at its window
	StaffOwnBranch     = "compound_own_branch"   // a compound with members enough, and no branch of its own
	StaffNoBranch      = "compound_no_branch"    // a compound without a branch, own or joint
	StaffGridBranch    = "grid_no_branch"        // a grid without a branch or group
	StaffLinks         = "member_households"     // a linked member with too few or too many households
	StaffLinkGrid      = "member_outside_grid"   // a linked member's building outside the grid of the first
	StaffNoLink        = "building_no_member"    // an inhabited building without a linked member
	StaffJoint         = "compound_joint_branch" // a small compound that could share a joint branch with others of its grid
	StaffWeak          = "compound_no_support"   // a weak compound without a supporting cadre
	StaffStationBranch = "station_no_branch"     // an open station at which no Party organisation works
	StaffBranchStation = "branch_no_station"     // a branch that works at no open station
	StaffOpenDays      = "station_open_days"     // a station not open every day of the year
	StaffOpenUnknown   = "station_hours_unknown" // a station of which that is not known for some day
	StaffOld           = "record_old"            // a record whose source is of a date too long ago
	StaffAway          = "organisation_outside"  // an organisation that works outside the area of the one above it
)

// StaffFinding is one thing that is missing.
type StaffFinding struct {
	// Layer and Code are of the area, place, organisation or post; Of and OfCode what a post is for.
	Layer string `json:"layer"`
	Code  string `json:"code"`
	Name  string `json:"name"`
	Of    string `json:"of,omitempty"`
	// OfCode is the code of what the post is for.
	OfCode string `json:"of_code,omitempty"`
	// Missing says what a post lacks: time, task, duty. Other is the second post
	// of a clash, or the post to which a building is proposed.
	Missing []string `json:"missing,omitempty"`
	Other   string   `json:"other,omitempty"`
	// Count is what is there, Ends the date on which a post ends.
	Count int64  `json:"count"`
	Ends  string `json:"ends,omitempty"`
	// At is where the thing lies, lon, lat in degrees, WGS-84; null where that is not known.
	At *orb.Point `json:"at"`
	// IsPlace is true where Layer is a kind of places.
	IsPlace bool `json:"-"`
}

// StaffKinds lists the kinds of findings, in their order.
func StaffKinds() []string {
	return []string{
		StaffHead, StaffWorker, StaffProfessional, StaffFixing, StaffClash, StaffEnded, StaffVacant, StaffEnding, StaffKeeper, StaffCompound,
		StaffWindow, StaffOwnBranch, StaffNoBranch, StaffGridBranch, StaffLinks, StaffLinkGrid, StaffNoLink, StaffAway, StaffJoint, StaffWeak,
		StaffStationBranch, StaffBranchStation, StaffOpenDays, StaffOpenUnknown, StaffOld,
	}
}

// Findings counts them.
func (c *StaffCheck) Findings() int {
	n := 0
	for i := range c.Kinds {
		n += len(c.Kinds[i].Findings)
	}
	return n
}

// The posts of 1+1+N.
const (
	roleHead         = "grid_head"
	roleWorker       = "full_time_worker"
	roleProfessional = "professional_worker"
	roleKeeper       = "station_keeper"
	roleWindow       = "window_staff"
)

// Staff looks for what is missing among the staff; nil where the store has no post.
func (p *Picture) Staff(ctx context.Context) (*StaffCheck, error) {
	r := p.roll()
	if len(r.posts) == 0 {
		return nil, nil
	}
	out := &StaffCheck{Date: p.Date.String(), Posts: len(r.posts), Organisations: len(r.organisations)}
	for _, part := range []func() []StaffKind{
		r.checkGrids, r.checkPosts, r.checkKeepers, r.checkCompounds, r.checkLinks, r.checkOrganisations,
		r.checkJointBranches, r.checkStations, r.checkRecords,
	} {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		out.Kinds = append(out.Kinds, part()...)
	}
	if r.err != nil {
		return nil, r.err
	}
	for i := range out.Kinds {
		f := out.Kinds[i].Findings
		slices.SortStableFunc(f, func(a, b StaffFinding) int { return cmp.Or(cmp.Compare(a.Layer, b.Layer), cmp.Compare(a.Code, b.Code)) })
	}
	out.Compounds = len(r.areas(city.LayerCompound))
	for _, a := range r.areas(city.LayerCompound) {
		if r.served[areaKey(a)] {
			out.CompoundsCovered++
		}
	}
	out.Streets = r.streets()
	return out, nil
}

// kindOf gathers findings; the list is never null in JSON.
func kindOf(kind string, setting *StaffSetting, found []StaffFinding) StaffKind {
	if found == nil {
		found = []StaffFinding{}
	}
	return StaffKind{Kind: kind, Setting: setting, Findings: found}
}

func areaKey(v *city.Version) city.Key {
	return city.Key{Kind: city.KindArea, Layer: v.Layer, Code: v.Code}
}

// setting is a norm of the scheme: the least and the most, or the least alone. What is neither is
// kept as the check's error.
func (r *roll) setting(name string, lo, hi int64, source string) *StaffSetting {
	said, there := r.p.Scheme.Norms[name]
	if !there {
		return &StaffSetting{Name: name, Min: lo, Max: hi, Source: source}
	}
	s := &StaffSetting{Name: name, Source: "scheme"}
	ok := false
	if pair, is := said.([]any); is && len(pair) == 2 {
		s.Min, ok = wholeNumber(pair[0])
		if ok {
			s.Max, ok = wholeNumber(pair[1])
		}
		ok = ok && s.Min <= s.Max && s.Max > 0
	} else if !is {
		s.Min, ok = wholeNumber(said)
	}
	if !ok && r.err == nil {
		r.err = city.Errorf(city.Invalid, "bad_norm", "the scheme's norm %s must be a whole number, or two: the least and the most", name)
	}
	return s
}

func wholeNumber(v any) (int64, bool) {
	switch v := v.(type) {
	case int:
		return int64(v), v >= 0
	case int64:
		return v, v >= 0
	case uint64:
		return int64(v), v <= city.MaxCount
	}
	return 0, false
}

func (s *StaffSetting) holds(n int64) bool { return s.Min <= n && (s.Max == 0 || n <= s.Max) }
