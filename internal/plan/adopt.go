package plan

import (
	"encoding/json"
	"fmt"
	"strings"
)

// AdoptedChange is the body of POST /api/v1/changes that does what a scenario does.
type AdoptedChange struct {
	Note string       `json:"note"`
	Puts []AdoptedPut `json:"puts"`
}

// AdoptedPut is one of its puts.
type AdoptedPut struct {
	Kind      string             `json:"kind"`
	Layer     string             `json:"layer"`
	Code      string             `json:"code"`
	Names     map[string]string  `json:"names,omitempty"`
	State     string             `json:"state,omitempty"`
	Geometry  *DiffPoint         `json:"geometry,omitempty"`
	Entrances [][2]float64       `json:"entrances,omitempty"`
	Class     map[string]*string `json:"class,omitempty"`
}

// ScenarioChange is what a scenario does as a change of the city: new places are planned, those that were closed
// open again, closed ones are closed, moved ones stand elsewhere, gates are locked or opened. Its note names what is not in it: hours, which are
// not among what a change over HTTP can put, and records of sites, which open by their stages.
func (p *Planner) ScenarioChange(id string) ([]byte, error) {
	sc, done, err := p.scenario(id)
	if err != nil {
		return nil, err
	}
	defer done()
	out := AdoptedChange{Puts: []AdoptedPut{}}
	var records []string
	for _, c := range sc.play.changed() {
		put := sc.play.placePut(c)
		if put.State != "" || put.Geometry != nil { // else other hours, or a record that waits for its stages
			out.Puts = append(out.Puts, put)
		}
		if at := sc.play.byKey[c.Code]; c.State == "opened" && sc.play.sites[at].record && put.State == "" {
			records = append(records, c.Code)
		}
	}
	out.Puts = append(out.Puts, sc.play.gatePuts()...)
	out.Note = fmt.Sprintf("scenario %s %s", sc.id, sc.name)
	if left := sc.play.rehoured(); len(left) > 0 {
		out.Note += "; other hours are not in it: " + strings.Join(left, ", ")
	}
	if len(records) > 0 {
		out.Note += "; records that open by their own stages, not by it: " + strings.Join(records, ", ")
	}
	if len(out.Note) > 2000 {
		out.Note = strings.ToValidUTF8(out.Note[:2000], "")
	}
	text, err := json.Marshal(out)
	return append(text, '\n'), err
}

// placePut is the put of a place that the edits changed: where they leave state and spot as they are, it has neither.
func (p *play) placePut(c ScenPlace) AdoptedPut {
	put := AdoptedPut{Kind: "place", Layer: p.kind, Code: c.Code}
	at := &p.sites[p.byKey[c.Code]]
	moved := c.State == "moved"
	switch {
	case c.State == "closed":
		put.State = "closed"
	case c.State == "opened" && at.reopens():
		put.State, moved = "open", at.moved
	case c.State == "opened" && at.record: // it is planned already, and comes by its own stages
		moved = at.moved
	case c.State == "opened":
		put.State, moved = "planned", true
		if c.Name != c.Code {
			put.Names = map[string]string{"zh": c.Name}
		}
	}
	if moved {
		put.Geometry, put.Entrances = &DiffPoint{"Point", c.Point}, [][2]float64{c.Point}
	}
	return put
}

// gatePuts are the puts of the gates that the edits in force locked or opened: the last edit of each
// counts.
func (p *play) gatePuts() []AdoptedPut {
	closed, order := map[string]bool{}, []string{}
	for i := range p.log {
		e := &p.log[i].edit
		if e.Op != "gate" {
			continue
		}
		if _, again := closed[e.Line]; !again {
			order = append(order, e.Line)
		}
		closed[e.Line] = *e.Closed
	}
	var out []AdoptedPut
	yes := "yes"
	for _, code := range order {
		class := map[string]*string{}
		if closed[code] {
			class["closed"] = &yes
		} else {
			for _, key := range p.locksOf(code) {
				class[key] = nil
			}
		}
		if len(class) == 0 {
			continue // opened again, and not locked in the data
		}
		out = append(out, AdoptedPut{Kind: "line", Layer: "wall", Code: code, Class: class})
	}
	return out
}
