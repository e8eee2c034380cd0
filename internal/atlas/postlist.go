package atlas

import (
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// PostCard is a post as those of the desks see it. It has no field for a person: who holds the post
// stands beside it, for those who may see that.
type PostCard struct {
	Code      string     `json:"code"`
	Name      string     `json:"name"`
	Role      string     `json:"role"`
	RoleName  city.Label `json:"role_name"`
	Specialty string     `json:"specialty,omitempty"`
	Layer     string     `json:"layer" doc:"what the post is for: a layer, building, a kind of places, organisation"`
	Area      string     `json:"area" doc:"its code"`
	AreaName  string     `json:"area_name"`
	AreaEn    string     `json:"area_name_en,omitempty"`
	State     string     `json:"state" enum:"held,acting,vacant"`
	Tasks     []string   `json:"tasks"`
	Duty      string     `json:"duty"`
	Hours     *HoursCard `json:"hours" doc:"null where none are known"`
	StandIns  []string   `json:"stand_ins" doc:"codes of the posts that stand in, the first on duty first"`
	Phone     string     `json:"phone" doc:"of the office; empty = none is known"`
	Valid     Span       `json:"valid"`
}

// The states of a post.
const (
	PostHeld   = "held"
	PostActing = "acting"
	PostVacant = "vacant"
)

// PostStates lists them.
func PostStates() []string { return []string{PostHeld, PostActing, PostVacant} }

// stateOf is the state of a post; a team or a desk, which names no person, is held.
func (p *Picture) stateOf(post *city.Post) string {
	switch {
	case p.Scheme.Vacant(post):
		return PostVacant
	case post.Acting:
		return PostActing
	default:
		return PostHeld
	}
}

// OrganisationCard is an organisation as those of the desks see it.
type OrganisationCard struct {
	BodyAnswer
	Party    bool       `json:"party" doc:"it is an organisation of the Party"`
	Covers   []SeatCard `json:"covers" doc:"areas that it looks after besides"`
	Place    *SeatCard  `json:"place,omitempty" doc:"where it works and meets"`
	Members  *int64     `json:"members" doc:"how many; null where that is not known"`
	Source   string     `json:"source,omitempty"`
	DataDate string     `json:"data_date,omitempty"`
	Valid    Span       `json:"valid"`
}

// SeatCard names a thing.
type SeatCard struct {
	Layer string `json:"layer"`
	Code  string `json:"code"`
	Name  string `json:"name"`
}

// StaffFilter selects posts or organisations; its conditions are joined by "and".
type StaffFilter struct {
	// Reaches tells whether what lies in, or covers, this thing is meant; nil = all are.
	Reaches func(lineage []city.Seat) bool
	// Role is that of posts, State one of PostStates, Kind that of organisations; empty = any.
	Role, State, Kind string
	// Codes are those of the organisations that are meant, as PlaceBodies gives them; nil = all are.
	Codes map[string]bool
}

// reaching is Reaches for what is at a seat, asked once for each.
func (f *StaffFilter) reaching(p *Picture) func(city.Seat) bool {
	known := map[city.Seat]bool{}
	return func(at city.Seat) bool {
		if f.Reaches == nil {
			return true
		}
		ok, seen := known[at]
		if !seen {
			ok = f.Reaches(p.Lineage(at))
			known[at] = ok
		}
		return ok
	}
}

// Posts lists at most limit posts behind a code, in the order of codes; more is true when there are
// others behind them.
func (p *Picture) Posts(f StaffFilter, after string, limit int) (posts []*city.Post, more bool) {
	reaches := f.reaching(p)
	for _, r := range p.behind(city.KindPost, city.LayerPost, after) {
		post, ok := r.Content.(*city.Post)
		if !ok || f.Role != "" && post.Role != f.Role || f.State != "" && p.stateOf(post) != f.State || !reaches(post.At) {
			continue
		}
		if len(posts) == limit {
			return posts, true
		}
		posts = append(posts, post)
	}
	return posts, false
}

// Organisations lists at most limit organisations behind a code, in the order of codes.
func (p *Picture) Organisations(f StaffFilter, after string, limit int) (list []*city.Organisation, more bool) {
	reaches := f.reaching(p)
	for _, r := range p.behind(city.KindOrganisation, city.LayerOrganisation, after) {
		o, ok := r.Content.(*city.Organisation)
		if !ok || f.Kind != "" && o.Kind != f.Kind || f.Codes != nil && !f.Codes[o.Code] || !reaches(city.Seat(o.Key())) {
			continue
		}
		if len(list) == limit {
			return list, true
		}
		list = append(list, o)
	}
	return list, false
}

// Post is the one of a code that is in force; nil where there is none.
func (p *Picture) Post(code string) *city.Post {
	r, found := p.thing(city.Key{Kind: city.KindPost, Layer: city.LayerPost, Code: code})
	if !found {
		return nil
	}
	post, _ := r.Content.(*city.Post)
	return post
}

// PostsOf lists the posts in force that are meant, in the order of codes.
func (p *Picture) PostsOf(meant func(*city.Post) bool) []*city.Post {
	return slices.DeleteFunc(contents[*city.Post](p.inLayer(city.KindPost, city.LayerPost)), func(post *city.Post) bool { return !meant(post) })
}

// behind are the things of a kind and layer whose codes come after one.
func (p *Picture) behind(kind city.RecordKind, layer, after string) []city.Record {
	rs := p.inLayer(kind, layer)
	i, found := slices.BinarySearchFunc(rs, after, func(r city.Record, code string) int {
		return r.Key().Compare(city.Key{Kind: kind, Layer: layer, Code: code})
	})
	if found {
		i++
	}
	return rs[i:]
}

// PostCard describes a version of a post that is valid in a period, by the names of this picture.
func (p *Picture) PostCard(post *city.Post, valid Span) PostCard {
	card := PostCard{
		Code: post.Code, Name: post.Name(), Role: post.Role, Specialty: post.Rare().Specialty, Layer: post.At.Layer, Area: post.At.Code,
		AreaName: p.SeatName(post.At), AreaEn: p.SeatNames(post.At).En, State: p.stateOf(post), Tasks: append([]string{}, post.Tasks...),
		Duty: post.Duty, Hours: hoursCard(post.Hours), StandIns: append([]string{}, post.StandIns...), Phone: post.OfficePhone, Valid: valid,
	}
	if role, err := p.Scheme.Role(post.Role); err == nil {
		card.RoleName = role.Name
	}
	return card
}

// OrganisationCard describes a version of an organisation.
func (p *Picture) OrganisationCard(o *city.Organisation, valid Span) OrganisationCard {
	card := OrganisationCard{
		BodyAnswer: p.bodies([]*city.Organisation{o})[0], Covers: []SeatCard{}, Members: o.Members,
		Source: o.Source, DataDate: o.DataDate, Valid: valid,
	}
	for _, k := range p.Scheme.AllOrganisations() {
		card.Party = card.Party || k.Key == o.Kind && k.Party
	}
	for _, at := range o.Covers {
		card.Covers = append(card.Covers, p.seatCard(at))
	}
	if o.Place != (city.Seat{}) {
		place := p.seatCard(o.Place)
		card.Place = &place
	}
	return card
}

func (p *Picture) seatCard(at city.Seat) SeatCard {
	return SeatCard{Layer: at.Layer, Code: at.Code, Name: p.SeatName(at)}
}

// SeatNames are the names of what a post is for; none where that is not in force.
func (p *Picture) SeatNames(at city.Seat) city.Names {
	if at.Kind == city.KindArea {
		if l, err := p.layer(at.Layer); err == nil {
			if i, found := l.find(at.Code); found {
				return l.areas[i].Names
			}
		}
		return city.Names{}
	}
	r, ok := p.thing(at.Key())
	if !ok {
		return city.Names{}
	}
	return namesOf(r.Content)
}
