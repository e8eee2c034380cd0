package atlas

import (
	"context"
	"slices"
	"sync"

	"github.com/redsail/redsail/internal/city"
)

// The organisations of the Party that grow into one another: a branch with members enough becomes a
// general branch, and that a committee [001:56].
const (
	kindGeneral   = "general_branch"
	kindCommittee = "committee"
)

// checkBranchSizes looks for branches and general branches that have members enough for what is above
// them. Members are a number that the record gives; where it gives none nothing is said.
func (r *roll) checkBranchSizes() []StaffKind {
	general, committee := r.setting("general_branch_members"), r.setting("committee_members")
	shown := *general
	shown.Kinds = map[string]StaffSpan{kindCommittee: committee.StaffSpan}
	var out []StaffFinding
	for _, o := range r.organisations {
		if o.Members == nil || o.Kind != kindBranch && o.Kind != kindGeneral {
			continue
		}
		f := r.ofOrganisation(o)
		f.Count = *o.Members
		switch {
		case committee.Min > 0 && f.Count >= committee.Min:
			f.Missing, f.Least = []string{kindCommittee}, committee.Min
		case o.Kind == kindBranch && general.Min > 0 && f.Count >= general.Min:
			f.Missing, f.Least = []string{kindGeneral}, general.Min
		default:
			continue
		}
		out = append(out, f)
	}
	return []StaffKind{kindOf(StaffBranchSize, &shown, out)}
}

const roleDeputy = "community_deputy"

// communityRoles are those of the staff of a community.
var communityRoles = []string{roleWindow, "community_worker", "community_contact", "community_secretary", roleDeputy}

// checkCommunities looks for communities with too few workers, or without a deputy secretary for Party
// affairs, where the scheme asks for them.
func (r *roll) checkCommunities() []StaffKind {
	workers, deputies := r.setting("community_workers"), r.setting(roleDeputy)
	var few, without []StaffFinding
	for _, a := range r.areas(r.levels.Community) {
		if n := int64(len(r.communityStaff(areaKey(a)))); !workers.holds(n) {
			few = append(few, ofArea(a, n))
		}
		if n := r.holders(areaKey(a), roleDeputy); !deputies.holds(n) {
			without = append(without, ofArea(a, n))
		}
	}
	return []StaffKind{kindOf(StaffCommunity, workers, few), kindOf(StaffDeputy, deputies, without)}
}

// communityStaff are the persons of a community, each once, in the order of their codes.
func (r *roll) communityStaff(k city.Key) []string {
	var out []string
	for _, p := range r.bySeat[k] {
		if p.Person != "" && slices.Contains(communityRoles, p.Role) {
			out = append(out, p.Person)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// qualified is the last check of qualifications that a picture was asked for.
type qualified struct {
	mu   sync.Mutex
	date city.Date
	made *StaffKind
}

// Qualified are the findings community_qualified of a picture: communities with too few workers who are
// qualified in social work. That stands among what is sealed of a person: it is opened for nothing else, and
// only where the scheme asks for it; told is a number for each community. Of a person who was erased, or
// whose key is not there, it is not known, and they do not count.
func (a *Atlas) Qualified(ctx context.Context, p *Picture, keys city.Keys) (*StaffKind, error) {
	p.qualified.mu.Lock()
	defer p.qualified.mu.Unlock()
	if p.qualified.made != nil && p.qualified.date == p.Date {
		return p.qualified.made, nil
	}
	norm := (&roll{p: p}).setting("community_qualified")
	made := kindOf(StaffQualified, norm, nil)
	if norm.Min > 0 {
		r := p.roll()
		who, err := a.qualifiedOf(ctx, p, r, keys)
		if err != nil {
			return nil, err
		}
		for _, v := range r.areas(r.levels.Community) {
			n := int64(0)
			for _, code := range r.communityStaff(areaKey(v)) {
				if who[code] {
					n++
				}
			}
			if !norm.holds(n) {
				made.Findings = append(made.Findings, ofArea(v, n))
			}
		}
		p.asides.Add(int64(findingBytes * len(made.Findings)))
	}
	p.qualified.date, p.qualified.made = p.Date, &made
	return &made, nil
}

// qualifiedOf are those of the communities' staff who are qualified, by their codes.
func (a *Atlas) qualifiedOf(ctx context.Context, p *Picture, r *roll, keys city.Keys) (map[string]bool, error) {
	var codes []string
	for _, v := range r.areas(r.levels.Community) {
		codes = append(codes, r.communityStaff(areaKey(v))...)
	}
	slices.Sort(codes)
	codes = slices.Compact(codes)
	records, err := a.store.Records(ctx, city.Query{Kind: city.KindPerson, Codes: codes, At: &p.Date, Revision: p.Revision})
	if err != nil {
		return nil, err
	}
	persons := contents[*city.Person](records)
	details, err := city.Reveal(ctx, keys, persons)
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for i, d := range details {
		if d != nil && d.Qualified {
			out[persons[i].Code] = true
		}
	}
	return out, nil
}
