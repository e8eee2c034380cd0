package city

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/redsail/redsail/geo/walk"
)

// Scheme says which layers a city has, and by which norms it works. It is data: see
// data/schemes for the shipped ones and docs/architecture.md for the format.
type Scheme struct {
	// Zone is the IANA name of the city's time zone; default Asia/Shanghai.
	Zone string `yaml:"zone" json:"zone"`
	Name Label  `yaml:"name" json:"name"`
	// City is the code of the city that is kept, six digits of GB/T 2260 as in the table of
	// divisions (data/codes); empty = nobody has said it.
	City string `yaml:"city,omitempty" json:"city,omitempty"`
	// Demo marks made-up data: every page, print and export says so.
	Demo   bool        `yaml:"demo" json:"demo,omitempty"`
	Layers []LayerDef  `yaml:"layers" json:"layers"`
	Places []PlaceKind `yaml:"places,omitempty" json:"places,omitempty"`
	// Roles are those of posts; none = DefaultRoles.
	Roles []Role `yaml:"roles,omitempty" json:"roles,omitempty"`
	// Organisations are their kinds; none = DefaultOrganisations.
	Organisations []OrganisationKind `yaml:"organisations,omitempty" json:"organisations,omitempty"`
	// Domains are those of work; none = DefaultDomains.
	Domains []Domain `yaml:"domains,omitempty" json:"domains,omitempty"`
	// Staffing is whom areas must have: see Staff.
	Staffing map[string]any `yaml:"staffing,omitempty" json:"staffing,omitempty"`
	// Norms are figures that checks compare with: see Norm.
	Norms map[string]any `yaml:"norms,omitempty" json:"norms,omitempty"`
	// Privacy says of what ground households are told; nil = the usual limits.
	Privacy *Privacy `yaml:"privacy,omitempty" json:"privacy,omitempty"`
	// Walking are rows that change or add to the rules by which people walk; nil = the usual ones.
	Walking *walk.Rules `yaml:"walking,omitempty" json:"walking,omitempty"`
	// Grounds are rows that change or add to the usual table of land use: see DefaultGrounds.
	Grounds []GroundKind `yaml:"grounds,omitempty" json:"grounds,omitempty"`
	// Terms are the words of the interface for the values of classes and tags, by value.
	Terms map[string]Label `yaml:"terms,omitempty" json:"terms,omitempty"`

	roles []Role // AllRoles, once made
}

// MadeUpMark stands in whatever shows or exports made-up data; what bears it is no real city.
const MadeUpMark = "演示数据（虚构）"

// Label is a text in the two languages of the UI.
type Label struct {
	Zh string `yaml:"zh" json:"zh"`
	En string `yaml:"en" json:"en"`
}

// LayerDef is one layer of a scheme.
type LayerDef struct {
	Key    string `yaml:"key" json:"key"`
	Name   Label  `yaml:"name" json:"name"`
	Parent string `yaml:"parent" json:"parent"`
	// Partition: the areas cover their ground without gap or overlap, and every point has
	// one owner. A layer that is no partition is free: its areas may overlap.
	Partition bool `yaml:"partition" json:"partition"`
	// Base: the areas are ground of the base map (water, parks …). They are kept, drawn and
	// exported like others, and no answer about a point holds them.
	Base  bool       `yaml:"base,omitempty" json:"base,omitempty"`
	Code  CodeDef    `yaml:"code" json:"code"`
	Zoom  *Zooms     `yaml:"zoom,omitempty" json:"zoom,omitempty"`
	Kinds []AreaKind `yaml:"kinds,omitempty" json:"kinds,omitempty"`
}

// Zooms are the lowest and the highest zoom of a layer.
type Zooms [2]int

// AreaKind is a class of areas in a layer, for example ordinary and special-purpose grids.
type AreaKind struct {
	Key  string `yaml:"key" json:"key"`
	Name Label  `yaml:"name" json:"name"`
}

// CodeDef names the code profile of a layer; empty is free.
type CodeDef struct {
	Profile Profile `yaml:"profile,omitempty" json:"profile,omitempty"`
}

// PlaceKind is a kind of places of service.
type PlaceKind struct {
	Key  string `yaml:"key" json:"key"`
	Name Label  `yaml:"name" json:"name"`
}

// Limits of a scheme.
const (
	MaxLayers      = 32
	MaxSchemeBytes = 1 << 16
	MaxZoom        = 22
	defaultMaxZoom = 16
)

// cityCode is what the code of a city looks like.
var cityCode = regexp.MustCompile(`^[1-9][0-9]{5}$`)

var layerKey = regexp.MustCompile(`^[a-z][a-z0-9_]{0,31}$`)

// ParseScheme reads a scheme from YAML and checks it. Unknown fields are refused by name.
func ParseScheme(src []byte) (*Scheme, error) {
	if len(src) > MaxSchemeBytes {
		return nil, Errorf(TooLarge, "scheme_too_large", "the scheme has %d bytes; at most %d are read", len(src), MaxSchemeBytes)
	}
	s, err := readYAML(src)
	if err != nil {
		return nil, err
	}
	if s.Zone == "" {
		s.Zone = "Asia/Shanghai"
	}
	if err := s.validate(); err != nil {
		return nil, err
	}
	s.roles = s.AllRoles()
	return &s, nil
}

// YAML writes the scheme; ParseScheme reads it back.
func (s *Scheme) YAML() ([]byte, error) { return yaml.Marshal(s) }

func (s *Scheme) validate() error {
	// "Local" would be another zone on another machine.
	if _, err := time.LoadLocation(s.Zone); err != nil || s.Zone == "Local" {
		return Errorf(Invalid, "bad_scheme", "zone %q is not an IANA time zone", s.Zone)
	}
	if s.City != "" && !cityCode.MatchString(s.City) {
		return Errorf(Invalid, "bad_scheme", "city %q is no code of six digits", s.City)
	}
	if len(s.Layers) == 0 || len(s.Layers) > MaxLayers {
		return Errorf(Invalid, "bad_scheme", "a scheme has 1 to %d layers, this one %d", MaxLayers, len(s.Layers))
	}
	if err := s.WalkRules().Check(); s.Walking != nil && err != nil {
		return Errorf(Invalid, "bad_scheme", "the scheme's rules of walking: %s", strings.TrimPrefix(err.Error(), "walking rules: "))
	}
	if err := s.Privacy.validate(); err != nil {
		return Errorf(Invalid, "bad_scheme", "%s", err)
	}
	seen := map[string]bool{}
	for i := range s.Layers {
		l := &s.Layers[i]
		if reserved(l.Key) {
			return Errorf(Invalid, "reserved_layer_key", "layer %d: the key %q is the name of a table of the stores; choose another", i+1, l.Key)
		}
		if err := l.validate(seen); err != nil {
			return Errorf(Invalid, "bad_scheme", "layer %d (%q): %s", i+1, l.Key, err)
		}
		seen[l.Key] = true
	}
	kinds := map[string]bool{}
	for i := range s.Places {
		key := s.Places[i].Key
		if !layerKey.MatchString(key) || kinds[key] {
			return Errorf(Invalid, "bad_scheme", "kind of places %d (%q): a key is a small letter and up to 31 small letters, digits or _, and stands once", i+1, key)
		}
		kinds[key] = true
	}
	if err := s.validateGrounds(); err != nil {
		return err
	}
	return s.validateDuties()
}

func (l *LayerDef) validate(seen map[string]bool) error {
	switch {
	case !layerKey.MatchString(l.Key):
		return fmt.Errorf("a key is a small letter and up to 31 small letters, digits or _")
	case seen[l.Key]:
		return fmt.Errorf("the key stands twice")
	case l.Parent != "" && !seen[l.Parent]:
		return fmt.Errorf("its parent %q must be a layer that stands before it", l.Parent)
	case l.Base && (l.Partition || l.Parent != ""):
		return fmt.Errorf("a base layer is free and has no parent")
	case !l.Code.Profile.Known():
		return fmt.Errorf("code profile %q is unknown; there are cn15, cn12, free", l.Code.Profile)
	case l.Zoom != nil && (l.Zoom[0] < 0 || l.Zoom[1] < l.Zoom[0] || l.Zoom[1] > MaxZoom):
		return fmt.Errorf("zoom %v is not a span within 0 to %d", *l.Zoom, MaxZoom)
	}
	return nil
}

// Location is the city's time zone, the same one at each call.
func (s *Scheme) Location() *time.Location {
	zones.RLock()
	loc := zones.of[s.Zone]
	zones.RUnlock()
	if loc != nil {
		return loc
	}
	loc, err := time.LoadLocation(s.Zone)
	if err != nil { // validate has loaded it before
		return time.UTC
	}
	zones.Lock()
	defer zones.Unlock()
	if first := zones.of[s.Zone]; first != nil {
		return first
	}
	zones.of[s.Zone] = loc
	return loc
}

// zones are the time zones of schemes by name: to load one is to read a file.
var zones = struct {
	sync.RWMutex
	of map[string]*time.Location
}{of: map[string]*time.Location{}}

// Layer finds a layer by key.
func (s *Scheme) Layer(key string) (*LayerDef, error) {
	for i := range s.Layers {
		if s.Layers[i].Key == key {
			return &s.Layers[i], nil
		}
	}
	known := make([]string, len(s.Layers))
	for i := range s.Layers {
		known[i] = s.Layers[i].Key
	}
	return nil, Errorf(NotFound, "unknown_layer", "there is no layer %q; the scheme has %s", key, strings.Join(known, ", "))
}

// checkPlaceKind tells why a place cannot be of that kind; nil when it can.
func (s *Scheme) checkPlaceKind(key string) error {
	known := make([]string, len(s.Places))
	for i := range s.Places {
		if known[i] = s.Places[i].Key; known[i] == key {
			return nil
		}
	}
	return Errorf(NotFound, "unknown_layer", "there is no kind of places %q; the scheme has %s", key, strings.Join(known, ", "))
}

// checkLayer tells why no key of the kind can be in the layer; nil when it can.
func (s *Scheme) checkLayer(kind RecordKind, layer string) error {
	switch kind {
	case KindArea:
		_, err := s.Layer(layer)
		return err
	case KindBuilding:
		if layer != LayerBuilding {
			return Errorf(NotFound, "unknown_layer", "the layer of a building is %q, not %q", LayerBuilding, layer)
		}
		return nil
	case KindLine:
		if !slices.Contains(LineLayers(), layer) {
			return unknownLineLayer(layer)
		}
		return nil
	case KindPlace:
		return s.checkPlaceKind(layer)
	case KindOrganisation, KindPerson, KindPost:
		if layer != kind.String() {
			return Errorf(NotFound, "unknown_layer", "the layer of a %s is %q, not %q", kind, kind, layer)
		}
		return nil
	default:
		return Errorf(Invalid, "bad_entry", "%d is no kind of record", kind)
	}
}

// Depth is the number of ancestors of a layer.
func (s *Scheme) Depth(key string) int {
	depth := 0
	for i := len(s.Layers) - 1; i >= 0; i-- {
		if s.Layers[i].Key == key && s.Layers[i].Parent != "" {
			key = s.Layers[i].Parent
			depth++
		}
	}
	return depth
}

// Children lists the layers whose parent is key, in file order.
func (s *Scheme) Children(key string) []string {
	var out []string
	for i := range s.Layers {
		if s.Layers[i].Parent == key {
			out = append(out, s.Layers[i].Key)
		}
	}
	return out
}

// ZoomRange is the span of zooms in which tiles show the layer; default 0 to 16.
func (l *LayerDef) ZoomRange() (lo, hi int) {
	if l.Zoom == nil {
		return 0, defaultMaxZoom
	}
	return l.Zoom[0], l.Zoom[1]
}

// GroundLayers are the layers of which the first that has areas says where the city is: the widest
// partition, and those right under it.
func (s *Scheme) GroundLayers() (keys []string) {
	for i := range s.Layers {
		if l := &s.Layers[i]; l.Partition && (len(keys) == 0 || l.Parent == keys[0]) {
			keys = append(keys, l.Key)
		}
	}
	return keys
}

// WalkRules are the rules by which people walk: the usual ones with the scheme's own rows.
func (s *Scheme) WalkRules() *walk.Rules { return walk.DefaultRules().With(s.Walking) }
