package demo

import (
	"fmt"
	"strings"

	"github.com/redsail/redsail/internal/city"
)

// epoch is what was otherwise before a step took effect, by index into the City's lists.
type epoch struct {
	buildings map[int]Building
	places    map[int]*Place // nil where the place was not there
}

// rewound are the areas as they stood before the first step, and what each step changed in
// the rest of the city.
type rewound struct {
	areas  []city.Area
	epochs []epoch // by step
}

// rewind takes the steps back, the last one first.
func (c *City) rewind() (*rewound, error) {
	out := &rewound{areas: c.Areas, epochs: make([]epoch, len(c.History))}
	for s := len(c.History) - 1; s >= 0; s-- {
		r, err := newRewinder(c, out, s)
		if err != nil {
			return nil, err
		}
		if out.areas, err = r.areas(out.areas); err != nil {
			return nil, err
		}
		out.epochs[s] = epoch{buildings: r.buildings(), places: r.places()}
	}
	return out, nil
}

// building is the building as it was after a step.
func (r *rewound) building(c *City, step, i int) *Building {
	for _, e := range r.epochs[step+1:] {
		if b, found := e.buildings[i]; found {
			return &b
		}
	}
	return &c.Buildings[i]
}

// place is the place as it was after a step; nil where it was not there.
func (r *rewound) place(c *City, step, i int) *Place {
	for _, e := range r.epochs[step+1:] {
		if p, found := e.places[i]; found {
			return p
		}
	}
	return &c.Places[i]
}

// rewinder takes one step back.
type rewinder struct {
	city *City
	out  *rewound
	step int
	by   map[city.Key]*Operation // operations by the areas that they made
	old  map[city.Key]string     // codes before recodes, by keys after them
}

func newRewinder(c *City, out *rewound, step int) (*rewinder, error) {
	r := &rewinder{city: c, out: out, step: step, by: map[city.Key]*Operation{}, old: map[city.Key]string{}}
	for i := range c.History[step].Ops {
		op := &c.History[step].Ops[i]
		for k := range op.After {
			r.by[op.After[k].Key()] = op
		}
		switch op.Kind {
		case "recode":
			r.old[op.After[0].Key()] = op.Before[0].Code
		case "merge", "split":
		default:
			return nil, fmt.Errorf("demo: %q is no operation", op.Kind)
		}
	}
	return r, nil
}

// areas puts those before the step in the place of those after it.
func (r *rewinder) areas(after []city.Area) ([]city.Area, error) {
	var out []city.Area
	made := 0
	for i := range after {
		if r.by[after[i].Key()] != nil {
			made++
			continue
		}
		out = append(out, after[i])
	}
	if made != len(r.by) {
		return nil, fmt.Errorf("demo: the step of %s makes %d areas, of which %d are there", r.city.History[r.step].Date, len(r.by), made)
	}
	for i := range r.city.History[r.step].Ops {
		out = append(out, r.city.History[r.step].Ops[i].Before...)
	}
	sortAreas(out)
	return out, nil
}

// buildings are those whose grid had another code: their own codes began with that of
// another community.
func (r *rewinder) buildings() map[int]Building {
	out, last := map[int]Building{}, map[string]int{}
	for i := range r.city.Buildings {
		now := r.out.building(r.city, r.step, i)
		op := r.by[city.Key{Layer: city.LayerGrid, Code: now.Grid}]
		if op == nil {
			continue
		}
		was := *now
		was.Grid = op.Before[0].Code
		if old, recoded := r.old[city.Key{Layer: city.LayerCompound, Code: now.Compound}]; recoded {
			was.Compound = old
		}
		last[op.Before[0].Parent]++
		was.Code = buildingCode(op.Before[0].Parent, last[op.Before[0].Parent])
		was.Address.Street = r.renamed(was.Address.Street, op)
		out[i] = was
	}
	return out
}

func buildingCode(community string, n int) string { return fmt.Sprintf("%sB%05d", community, n) }

// renamed is the old name of the community of a grid that op recoded, where an address
// without a road says it.
func (r *rewinder) renamed(street Name, grid *Operation) Name {
	op := r.by[city.Key{Layer: "community", Code: grid.After[0].Parent}]
	if op == nil {
		return street
	}
	for i := range op.After {
		if op.After[i].Code != grid.After[0].Parent || op.After[i].Names.Zh != street.Zh {
			continue
		}
		for k := range op.Before {
			if op.Before[k].Code == grid.Before[0].Parent {
				return Name{Zh: op.Before[k].Names.Zh, En: op.Before[k].Names.En}
			}
		}
	}
	return street
}

// places are those that were named after a unit of other name, or were not there. Of the
// places of units that were one, only those of the first were kept while they were.
func (r *rewinder) places() map[int]*Place {
	out := map[int]*Place{}
	for i := range r.city.Places {
		now := r.out.place(r.city, r.step, i)
		if now == nil {
			now = r.absent(i)
		}
		op := r.by[now.Unit]
		if op == nil {
			continue
		}
		if op.Kind == "split" && op.After[0].Key() != now.Unit {
			out[i] = nil
			continue
		}
		out[i] = r.before(now, op)
	}
	return out
}

// absent is a place in the time while it was not there, as of the unit in which it lay.
func (r *rewinder) absent(i int) *Place {
	for s := r.step + 1; s < len(r.out.epochs); s++ {
		after := r.out.place(r.city, s, i)
		if after == nil {
			continue
		}
		for k := range r.city.History[s].Ops {
			op := &r.city.History[s].Ops[k]
			for a := range op.After {
				if op.After[a].Key() == after.Unit {
					return rename(after, &op.After[a], &op.Before[0])
				}
			}
		}
	}
	return &r.city.Places[i]
}

// before is the place when its unit was what op made it from: where several were merged, it
// was that of the one in which it lies.
func (r *rewinder) before(now *Place, op *Operation) *Place {
	unit := &op.Before[0]
	for k := range op.Before {
		if op.Before[k].Shape.Owns(now.Point) {
			unit = &op.Before[k]
		}
	}
	for k := range op.After {
		if op.After[k].Key() == now.Unit {
			return rename(now, &op.After[k], unit)
		}
	}
	return now
}

// rename is a copy of a place of the unit now, as one of the unit was.
func rename(p *Place, now, was *city.Area) *Place {
	q := *p
	q.Unit = was.Key()
	q.Name.Zh = was.Names.Zh + strings.TrimPrefix(p.Name.Zh, now.Names.Zh)
	q.Name.En = was.Names.En + strings.TrimPrefix(p.Name.En, now.Names.En)
	if q.Address.Street.Zh == now.Names.Zh {
		q.Address.Street = Name{Zh: was.Names.Zh, En: was.Names.En}
	}
	return &q
}
