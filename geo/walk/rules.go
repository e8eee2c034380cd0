package walk

import (
	"fmt"
	"slices"

	"github.com/redsail/redsail/geo"
)

// Use says who may walk somewhere.
type Use string

// The uses. Barred is stronger than all: no tag opens a ferry, none a locked gate.
const (
	Open      Use = "open"
	Residents Use = "residents" // only to leave or to enter the compound of the start or the end
	Shut      Use = "shut"      // unless a tag opens it
	Barred    Use = "barred"
	Mark      Use = "mark" // unless a tag opens it, it only says that ways along its vertices are bridges
)

// Rules say what may be walked, by which profiles, and where one waits. They are data: read
// from a file or made by DefaultRules, and judged by Check.
type Rules struct {
	// Classes are the words of the class of a way: highway=… of OpenStreetMap, or class=….
	Classes []ClassRule `json:"classes" yaml:"classes"`
	// Access are tags that open or close a way or a gate, whatever its class.
	Access []AccessRule `json:"access" yaml:"access"`
	// Stops are the words of the class of a gate.
	Stops []StopRule `json:"stops" yaml:"stops"`
	// Barriers are the words of the class of a barrier.
	Barriers []BarrierRule `json:"barriers" yaml:"barriers"`
	Profiles []Profile     `json:"profiles" yaml:"profiles"`
	// IsletMetres is how many metres of street an islet has at most: a part that hangs together with
	// no other, on which nobody stands who can reach another street. 0 = there are none; nil = UsualIslet.
	IsletMetres *geo.Metres `json:"islet_metres,omitempty" yaml:"islet_metres,omitempty"`
	// DatumChecked says that people have looked: homes and streets are in one system of coordinates, however
	// they lie to each other, and are not judged (CheckDatum).
	DatumChecked bool `json:"datum_checked,omitempty" yaml:"datum_checked,omitempty"`
}

// ClassRule is the use of one class of ways.
type ClassRule struct {
	Word  string `json:"word" yaml:"word"`
	Use   Use    `json:"use" yaml:"use"`
	Steps bool   `json:"steps,omitempty" yaml:"steps,omitempty"`
}

// AccessRule is what one value of a tag says.
type AccessRule struct {
	Key   string `json:"key" yaml:"key"`
	Value string `json:"value" yaml:"value"`
	Use   Use    `json:"use" yaml:"use"`
}

// StopRule is the use of one class of gates, and the seconds that one waits there.
type StopRule struct {
	Word    string  `json:"word" yaml:"word"`
	Use     Use     `json:"use" yaml:"use"`
	Seconds float64 `json:"seconds" yaml:"seconds"`
}

// BarrierRule is the kind of one class of barriers.
type BarrierRule struct {
	Word string      `json:"word" yaml:"word"`
	Kind BarrierKind `json:"kind" yaml:"kind"`
}

// BarrierKind is what stands in the way.
type BarrierKind string

// The kinds of barriers; None is no barrier.
const (
	Wall  BarrierKind = "wall"
	Fence BarrierKind = "fence"
	River BarrierKind = "river"
	Rail  BarrierKind = "rail"
	None  BarrierKind = "none"
)

// Profile is a kind of people on their way.
type Profile struct {
	Name string  `json:"name" yaml:"name"`
	Kmh  float64 `json:"kmh" yaml:"kmh"`
	// StepsKmh is the speed on steps, along the ground; 0: they are not taken.
	StepsKmh float64 `json:"steps_kmh" yaml:"steps_kmh"`
	// Keys are the access tags that count, the strongest first.
	Keys []string `json:"keys" yaml:"keys"`
	// Oneway are the tags whose value yes or -1 holds for these people, the strongest first.
	Oneway []string `json:"oneway,omitempty" yaml:"oneway,omitempty"`
	// Shut are further classes of ways that these people do not use.
	Shut []string `json:"shut,omitempty" yaml:"shut,omitempty"`
	// Slopes: speed falls on a slope by Tobler's rule, where heights are given.
	Slopes bool `json:"slopes,omitempty" yaml:"slopes,omitempty"`
}

// Limits of the figures of the rules.
const (
	LeastKmh    = 0.5
	MostKmh     = 30.0
	MostSeconds = 3600.0
)

// Check refuses rules with unknown words, with speeds or waits that nobody has, and rows that
// stand twice.
func (r *Rules) Check() error {
	seen := map[string]bool{}
	once := func(kind, word string) error {
		if word == "" {
			return fmt.Errorf("walking rules: a row of %s has no word", kind)
		}
		if seen[kind+" "+word] {
			return fmt.Errorf("walking rules: %s %q stands twice", kind, word)
		}
		seen[kind+" "+word] = true
		return nil
	}
	var errs []error
	for _, c := range r.Classes {
		errs = append(errs, once("class", c.Word), checkUse("class "+c.Word, c.Use, Open, Residents, Shut, Barred, Mark))
	}
	for _, a := range r.Access {
		errs = append(errs, once("access", a.Key+"="+a.Value), checkUse("access "+a.Key+"="+a.Value, a.Use, Open, Residents, Shut, Barred))
		if a.Key == "" || a.Value == "" {
			errs = append(errs, fmt.Errorf("walking rules: access %q=%q needs a key and a value", a.Key, a.Value))
		}
	}
	for _, s := range r.Stops {
		errs = append(errs, once("stop", s.Word), checkUse("stop "+s.Word, s.Use, Open, Residents, Shut, Barred),
			within("stop "+s.Word+": the wait", "s", s.Seconds, 0, MostSeconds))
	}
	for _, b := range r.Barriers {
		errs = append(errs, once("barrier", b.Word))
		if !slices.Contains([]BarrierKind{Wall, Fence, River, Rail, None}, b.Kind) {
			errs = append(errs, fmt.Errorf("walking rules: barrier %s has the unknown kind %q; there are wall, fence, river, rail, none", b.Word, b.Kind))
		}
	}
	for i := range r.Profiles {
		errs = append(errs, once("profile", r.Profiles[i].Name), r.checkProfile(&r.Profiles[i]))
	}
	if r.IsletMetres != nil {
		errs = append(errs, within("islet_metres", "m", float64(*r.IsletMetres), 0, float64(MostIslet)))
	}
	if len(r.Classes) == 0 || len(r.Profiles) == 0 {
		errs = append(errs, fmt.Errorf("walking rules: there must be classes and profiles"))
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *Rules) checkProfile(p *Profile) error {
	if err := within("profile "+p.Name+": the speed", "km/h", p.Kmh, LeastKmh, MostKmh); err != nil {
		return err
	}
	if p.StepsKmh != 0 {
		if err := within("profile "+p.Name+": the speed on steps", "km/h", p.StepsKmh, 0.1, MostKmh); err != nil {
			return err
		}
	}
	for _, k := range p.Keys {
		if !slices.ContainsFunc(r.Access, func(a AccessRule) bool { return a.Key == k }) {
			return fmt.Errorf("walking rules: profile %s heeds the tag %q, of which access has no row", p.Name, k)
		}
	}
	for _, w := range p.Shut {
		if !slices.ContainsFunc(r.Classes, func(c ClassRule) bool { return c.Word == w }) {
			return fmt.Errorf("walking rules: profile %s shuts the class %q, of which there is no row", p.Name, w)
		}
	}
	return nil
}

func checkUse(where string, u Use, known ...Use) error {
	if !slices.Contains(known, u) {
		return fmt.Errorf("walking rules: %s has the unknown use %q; there are %q", where, u, known)
	}
	return nil
}

// within is written so that NaN is refused.
func within(what, unit string, v, least, most float64) error {
	if !(v >= least && v <= most) {
		return fmt.Errorf("walking rules: %s is %v %s; it must be from %v to %v", what, v, unit, least, most)
	}
	return nil
}

// Profile finds a profile by its name.
func (r *Rules) Profile(name string) (*Profile, error) {
	var names []string
	for i := range r.Profiles {
		if r.Profiles[i].Name == name {
			return &r.Profiles[i], nil
		}
		names = append(names, r.Profiles[i].Name)
	}
	return nil, fmt.Errorf("walking rules: there is no profile %q; there are %q", name, names)
}
