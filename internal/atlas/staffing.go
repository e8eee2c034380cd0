package atlas

import (
	"time"

	"github.com/redsail/redsail/internal/city"
)

// Staffing counts the posts of areas, and no person.
type Staffing struct {
	Layer string        `json:"layer"`
	At    string        `json:"at" doc:"the time of which duty is said, RFC 3339 in the city's zone"`
	Areas []StaffedArea `json:"areas" doc:"those in force, in the order of their codes"`
}

// StaffedArea counts the posts of an area and of all that lies in it; a post that is for several areas
// counts in each.
type StaffedArea struct {
	Code    string `json:"code"`
	Name    string `json:"name"`
	NameEn  string `json:"name_en,omitempty"`
	Posts   int    `json:"posts"`
	Vacant  int    `json:"vacant" doc:"of them: nobody holds them"`
	OnDuty  int    `json:"on_duty" doc:"of them: somebody is on duty, be it who stands in"`
	Unknown int    `json:"unknown" doc:"of them: held, and no hours are known"`
}

// Staffing counts the posts of each area of a layer at a time. NotFound, unknown_layer.
func (p *Picture) Staffing(layer string, at time.Time) (*Staffing, error) {
	l, err := p.layer(layer)
	if err != nil {
		return nil, err
	}
	out := &Staffing{Layer: layer, At: at.Format(time.RFC3339), Areas: make([]StaffedArea, len(l.areas))}
	for i, v := range l.areas {
		out.Areas[i] = StaffedArea{Code: v.Code, Name: v.Name(), NameEn: v.Names.En}
	}
	rows := map[city.Seat][]int{}
	d := p.staffedBy()
	when := momentOf(at)
	for i := range d.posts {
		o := &d.posts[i]
		list, known := rows[o.At]
		if !known {
			list = p.rowsOf(l, o.At)
			rows[o.At] = list
		}
		_, is := d.answered(o, when)
		for _, i := range list {
			row := &out.Areas[i]
			row.Posts++
			switch {
			case is.on:
				row.OnDuty++
			case o.vacant:
				row.Vacant++
			case !is.known:
				row.Unknown++
			}
		}
	}
	return out, nil
}

// rowsOf are the areas of a layer that a thing lies in, each once.
func (p *Picture) rowsOf(l *layer, at city.Seat) (rows []int) {
	seen := map[int]bool{}
	for _, seat := range p.Lineage(at) {
		if seat.Kind != city.KindArea || seat.Layer != l.def.Key {
			continue
		}
		if i, found := l.find(seat.Code); found && !seen[i] {
			seen[i] = true
			rows = append(rows, i)
		}
	}
	return rows
}
