package opening

import (
	"slices"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// Progress says how far something is.
type Progress string

// How far something may be.
const (
	Missing Progress = "missing"
	Partly  Progress = "partly"
	Done    Progress = "done"
)

// State is how far a city has been opened.
type State struct {
	City     *Division  `json:"city" doc:"null = nobody has said it, or it is not in the table"`
	Name     city.Label `json:"name" doc:"of the city, as the scheme has it"`
	Scheme   string     `json:"scheme" doc:"key of the shipped scheme that it has; empty = one of its own"`
	MadeUp   bool       `json:"made_up" doc:"the store is for made-up data"`
	Empty    bool       `json:"empty" doc:"nothing was ever written: city and scheme can still be changed"`
	Revision int64      `json:"revision"`
	Steps    []Step     `json:"steps"`
	// Next is the first item that is not there and that a city needs; null = there is none.
	Next *Next `json:"next" doc:"what to do next; null = all is there that a city needs"`
}

// Next names an item.
type Next struct {
	Step    string `json:"step"`
	Item    string `json:"item"`
	Command string `json:"command" doc:"the command that does it; STORE stands for the store"`
}

// Step is one of the seven steps.
type Step struct {
	Key   string     `json:"key" enum:"city,boundaries,homes,places,streets,people,public"`
	Name  city.Label `json:"name"`
	State Progress   `json:"state" enum:"missing,partly,done"`
	Items []Item     `json:"items"`
	// Works is what can be answered with what is there, Lacks what cannot.
	Works []city.Label `json:"works" doc:"what works already with what is there"`
	Lacks []city.Label `json:"lacks" doc:"what does not, for what is missing"`
}

// Item is one thing of a step: a layer, a table, a choice.
type Item struct {
	Key      string     `json:"key"`
	Name     city.Label `json:"name"`
	State    Progress   `json:"state" enum:"missing,partly,done"`
	Optional bool       `json:"optional" doc:"a city works without it"`
	Have     int        `json:"have" doc:"how many are in force"`
	Expected *int       `json:"expected" doc:"how many there should be; null = nobody knows"`
	Says     city.Label `json:"says" doc:"in a sentence"`
	Absent   []Absent   `json:"absent" doc:"the first of those that are missing"`
	// Others are the first of those that have another name than the table of divisions.
	Others  []OtherName `json:"other_names,omitempty" doc:"the first of those whose code the table of divisions calls otherwise; a doubt"`
	Imports *ImportOf   `json:"imports" doc:"what is imported for it; null = nothing is"`
	Command string      `json:"command" doc:"the command that does it; STORE stands for the store, FILE for the file"`
}

// Absent is something that should be there.
type Absent struct {
	Layer string `json:"layer"`
	Code  string `json:"code"`
	Name  string `json:"name"`
}

// ImportOf says as what a file is imported.
type ImportOf struct {
	Kind     string `json:"kind" doc:"kind of the import, or network"`
	Layer    string `json:"layer" doc:"layer or kind of places; empty = none is named"`
	Template string `json:"template" doc:"kind of the template to fill in; empty = there is none"`
}

// mostAbsent bounds what is listed as missing of one item.
const mostAbsent = 50

// look is what a state is worked out from.
type look struct {
	pic    *atlas.Picture
	open   func(key string) bool
	layers map[string]areasOf // by layer
	out    *State
}

// areasOf are the areas of a layer, by code.
type areasOf struct {
	def   *city.LayerDef
	areas []*city.Version
	// childless are areas of the parent layer without any of this layer.
	childless []*city.Version
}

// Of says how far the city of a picture has been opened. open tells what is open to everybody.
func Of(pic *atlas.Picture, open func(key string) bool) (*State, error) {
	l := &look{pic: pic, open: open, layers: map[string]areasOf{}}
	s := pic.Scheme
	l.out = &State{Name: s.Name, Scheme: SchemeOf(s), MadeUp: s.Demo, Empty: pic.State.Revision == 0, Revision: pic.Revision}
	if d, err := Find(s.City); err == nil {
		l.out.City = &d
	}
	for i := range s.Layers {
		if err := l.read(&s.Layers[i]); err != nil {
			return nil, err
		}
	}
	l.out.Steps = []Step{l.cityStep(), l.boundaries(), l.homes(), l.places(), l.streets(), l.people(), l.public()}
	l.next()
	return l.out, nil
}

// read takes the areas of a layer.
func (l *look) read(def *city.LayerDef) error {
	areas, _, err := l.pic.Versions(def.Key)
	if err != nil {
		return err
	}
	of := areasOf{def: def, areas: areas}
	if len(areas) > 0 && def.Parent != "" {
		parents := map[string]bool{}
		for _, a := range areas {
			parents[a.Parent] = true
		}
		for _, p := range l.layers[def.Parent].areas {
			if !parents[p.Code] {
				of.childless = append(of.childless, p)
			}
		}
	}
	l.layers[def.Key] = of
	return nil
}

// next finds the first item that a city needs and that is not whole.
func (l *look) next() {
	for _, st := range l.out.Steps {
		for _, it := range st.Items {
			if !it.Optional && it.State != Done {
				l.out.Next = &Next{Step: st.Key, Item: it.Key, Command: it.Command}
				return
			}
		}
	}
}

// step sums its items up: what is optional does not keep it from being done.
func step(key string, name city.Label, items []Item) Step {
	s := Step{Key: key, Name: name, State: Done, Items: items, Works: []city.Label{}, Lacks: []city.Label{}}
	needed := slices.DeleteFunc(slices.Clone(items), func(it Item) bool { return it.Optional })
	if len(needed) == 0 { // then one of them is enough
		needed = items
	}
	some := slices.ContainsFunc(items, func(it Item) bool { return it.State != Missing })
	if slices.ContainsFunc(needed, func(it Item) bool { return it.State != Done }) {
		s.State = Missing
		if some {
			s.State = Partly
		}
	}
	return s
}

// progress is done where there are some.
func progress(have int) Progress {
	if have > 0 {
		return Done
	}
	return Missing
}
