package atlas

import (
	"cmp"
	"context"
	"slices"
	"sync"

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
	Kinds    []StaffKind   `json:"kinds"`
	Branches BranchCover   `json:"branches"`
	Streets  []StreetStaff `json:"streets"`

	grids     []gridState
	compounds []compoundState
	street    string // the layer of streets
}

// StaffKind is a kind of findings with the setting that it compares with.
type StaffKind struct {
	Kind    string        `json:"kind"`
	Setting *StaffSetting `json:"setting,omitempty"`
	// Undated counts the records that say no date of their source, or one that cannot be read: whether they
	// are old is not known. Of record_old only.
	Undated  int            `json:"undated,omitempty"`
	Findings []StaffFinding `json:"findings"`

	undated []city.Seat
}

// Reached is a kind with what of it is reached; nil = all.
func (k *StaffKind) Reached(reach Reach) StaffKind {
	out := *k
	if reach == nil {
		return out
	}
	out.Findings, out.undated, out.Undated = []StaffFinding{}, nil, 0
	for i := range k.Findings {
		if reach(k.Findings[i].Seat()) {
			out.Findings = append(out.Findings, k.Findings[i])
		}
	}
	for _, at := range k.undated {
		if reach(at) {
			out.Undated++
		}
	}
	return out
}

// Kinds of StaffFinding: stable codes.
const (
	StaffHead          = "grid_head"             // a grid without exactly one head
	StaffWorker        = "grid_worker"           // a grid without exactly one full-time worker
	StaffProfessional  = "grid_professional"     // a grid for which no professional worker is, nor for what is above it, nor a beat that covers it
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
	StaffNoMember      = "grid_no_member"        // a grid with inhabited buildings and without any linked member
	StaffBranchSize    = "branch_size"           // a branch or general branch with members enough for more
	StaffCommunity     = "community_workers"     // a community with too few or too many workers
	StaffDeputy        = "community_deputy"      // a community without a deputy secretary for Party affairs
	StaffQualified     = "community_qualified"   // a community with too few who are qualified in social work
	StaffIdle          = "person_idle"           // a person without a post for long, by the code; for keepers alone
	StaffArea          = "area_staffing"         // an area without as many of a role as the scheme's staffing asks
)

// StaffFinding is one thing that is missing.
type StaffFinding struct {
	// Layer and Code are of the area, place, organisation or post; Of and OfCode what a post is for.
	Layer string `json:"layer"`
	Code  string `json:"code"`
	Name  string `json:"name"`
	// NameEn is the English name; empty where there is none.
	NameEn string `json:"name_en,omitempty"`
	Of     string `json:"of,omitempty"`
	// OfCode is the code of what the post is for.
	OfCode string `json:"of_code,omitempty"`
	// Missing says what a post lacks: time, task, duty; the role that an area lacks; what a branch has
	// members enough for: general_branch, committee; room, where the member
	// to whom a building is proposed has too many households by it, as all of the grid have. Other is the
	// second post of a clash, the post to which a building is proposed, or the area in which an
	// organisation works.
	Missing []string `json:"missing,omitempty"`
	Other   string   `json:"other,omitempty"`
	// Least and Most are what the staffing asks of the area, or from how many members on a branch is to be
	// more; Most 0 = there is none.
	Least int64 `json:"least,omitempty"`
	Most  int64 `json:"most,omitempty"`
	// Buildings are those of a grid that are lived in.
	Buildings int64 `json:"buildings,omitempty"`
	// Count is what is there, Ends the date on which a post ends.
	Count int64  `json:"count"`
	Ends  string `json:"ends,omitempty"`
	// At is where the thing lies, lon, lat in degrees, WGS-84; null where that is not known.
	At *orb.Point `json:"at"`
	// IsPlace is true where Layer is a kind of places.
	IsPlace bool `json:"-"`
}

// Seat is the thing that a finding is about.
func (f *StaffFinding) Seat() city.Seat {
	kind := city.KindArea
	switch f.Layer {
	case city.LayerBuilding:
		kind = city.KindBuilding
	case city.LayerOrganisation:
		kind = city.KindOrganisation
	case city.LayerPost:
		kind = city.KindPost
	default:
		if f.IsPlace {
			kind = city.KindPlace
		}
	}
	return city.Seat{Kind: kind, Layer: f.Layer, Code: f.Code}
}

// StaffKinds lists the kinds of findings, in their order.
func StaffKinds() []string {
	return []string{
		StaffHead, StaffWorker, StaffProfessional, StaffArea, StaffFixing, StaffClash, StaffEnded, StaffVacant, StaffEnding, StaffKeeper, StaffCompound,
		StaffWindow, StaffOwnBranch, StaffNoBranch, StaffGridBranch, StaffLinks, StaffLinkGrid, StaffNoLink, StaffNoMember, StaffAway, StaffJoint, StaffWeak,
		StaffStationBranch, StaffBranchStation, StaffOpenDays, StaffOpenUnknown, StaffOld,
		StaffBranchSize, StaffCommunity, StaffDeputy, StaffQualified, StaffIdle,
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

// Staff looks for what is missing among the staff; nil where the store has no post. What it says is
// kept with the picture, and is not to be changed.
func (p *Picture) Staff(ctx context.Context) (*StaffCheck, error) {
	p.checked.mu.Lock()
	defer p.checked.mu.Unlock()
	if p.checked.done && p.checked.date == p.Date && p.checked.scheme == p.Scheme {
		return p.checked.made, nil
	}
	made, err := p.checkStaff(ctx)
	if err != nil {
		return nil, err
	}
	if made != nil {
		p.asides.Add(int64(findingBytes*(made.Findings()+len(made.grids)) + undatedBytes*made.undated()))
	}
	p.checked.done, p.checked.date, p.checked.scheme, p.checked.made = true, p.Date, p.Scheme, made
	return made, nil
}

// checked is the last check of the staff that a picture was asked for.
type checked struct {
	mu     sync.Mutex
	done   bool
	date   city.Date
	scheme *city.Scheme
	made   *StaffCheck
}

// findingBytes is about what a finding takes, its texts apart, which the picture holds already.
const findingBytes = 240

// undatedBytes is what a record without a date takes in the list of them.
const undatedBytes = 48

func (c *StaffCheck) undated() int {
	n := 0
	for i := range c.Kinds {
		n += c.Kinds[i].Undated
	}
	return n
}

func (p *Picture) checkStaff(ctx context.Context) (*StaffCheck, error) {
	r := p.roll()
	if len(r.posts) == 0 {
		return nil, nil
	}
	out := &StaffCheck{Date: p.Date.String(), Posts: len(r.posts), Organisations: len(r.organisations)}
	for _, part := range []func() []StaffKind{
		func() []StaffKind { return r.checkGrids(ctx) }, r.checkStaffing, r.checkPosts, r.checkKeepers, r.checkCompounds, r.checkLinks, r.checkOrganisations,
		r.checkJointBranches, r.checkStations, r.checkRecords, r.checkBranchSizes, r.checkCommunities,
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
	out.grids, out.compounds, out.street = r.gridStates(), r.compoundStates(), r.levels.Street
	out.Streets, out.Branches = r.p.StaffStreets(out, nil), out.BranchesOf(nil)
	out.Branches.Setting = r.setting("branch_cover_percent")
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
