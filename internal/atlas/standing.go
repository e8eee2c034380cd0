package atlas

import (
	"fmt"

	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/city"
)

// Reasons why nobody can walk to a place where it stands: stable codes, of findings too.
const (
	StandsInWater = "place_in_water"    // on ground of the kind water
	StandsOff     = "place_off_network" // no street near, or a barrier before it
)

// Standing says how a place stands that nobody can walk to, or that cannot be where it is said to be.
type Standing struct {
	Reason string // StandsInWater or StandsOff; empty = nothing is wrong
	Text   string
	// By is the code of the water, or of the barrier before the nearest street; empty = there is none.
	By string
}

// LandmarkKind is the kind of places that are seen, and not gone to for a service: a lake or an island may be one.
const LandmarkKind = "landmark"

// waterKind is the key of water in the table of land use.
const waterKind = "water"

// InWater judges a place by the ground that holds its point.
func InWater(words city.GroundWords, ground []*city.Version) Standing {
	for _, v := range ground {
		if kind := words.Of(v.Class["kind"]); kind != nil && kind.Key == waterKind {
			return Standing{StandsInWater, fmt.Sprintf("it stands in water: %s of layer %s", v.Code, v.Layer), v.Code}
		}
	}
	return Standing{}
}

// StandingOf judges whether a place stands on the line of a river, and where people arrive who come to it: each of
// its entrances, else its point. A city
// without streets tells nothing.
func (s *Streets) StandingOf(pl *city.Place) Standing {
	if s.net == nil {
		return Standing{}
	}
	if river, in := s.net.River(pl.Point); in {
		if l := s.Line(river.Number); l != nil {
			return Standing{StandsInWater, fmt.Sprintf("it stands in water: on the line of %s %s", l.Layer, l.Code), l.Code}
		}
	}
	feet, miss := s.net.SnapEach(doorsOf(pl), nil)
	if len(feet) > 0 {
		return Standing{}
	}
	if l := s.Line(miss.Behind.Number); miss.Reason == walk.BehindWall && l != nil {
		return Standing{StandsOff, fmt.Sprintf("it stands off the walking network: the nearest street, %.0f m away, lies behind %s %s", float64(miss.Metres), l.Layer, l.Code), l.Code}
	}
	return Standing{Reason: StandsOff, Text: fmt.Sprintf("it stands off the walking network: there is no street within %.0f m", float64(walk.SnapReach))}
}

// StandingOf judges a place of the picture: first by the ground, then by the streets.
func (p *Picture) StandingOf(words city.GroundWords, s *Streets, pl *city.Place) Standing {
	if at := InWater(words, p.BaseAt(pl.Point)); at.Reason != "" {
		return at
	}
	return s.StandingOf(pl)
}

// StreetsFrom are the streets of lines that no picture holds yet; Invalid with code bad_network where no
// network can be made of them.
func StreetsFrom(lines []*city.Line, rules *walk.Rules) (*Streets, error) {
	net := &streetNet{}
	if net.build(lines, rules); net.err != nil {
		return nil, net.err
	}
	return &Streets{streetNet: net, dwellingFeet: &dwellingFeet{}}, nil
}

// standing finds places in water, and open stations to which nobody can walk. Where there is no network
// that can be trusted, nothing is said of walking.
func (p *Picture) standing(kind string, places []city.Record, c *LayerCheck) {
	words := p.Scheme.GroundWords()
	var streets *Streets
	if net := p.laid(); kind == StationKind && net.err == nil && net.net != nil && !p.shifted(net.net, p.walking.feet) {
		streets = &Streets{streetNet: net, dwellingFeet: p.walking.feet}
	}
	for i := range places {
		pl, ok := places[i].Content.(*city.Place)
		if !ok {
			continue
		}
		var at Standing
		if kind != LandmarkKind {
			at = InWater(words, p.BaseAt(pl.Point))
		}
		if at.Reason == "" && streets != nil && pl.State == city.PlaceOpen {
			at = streets.StandingOf(pl)
		}
		if at.Reason == "" {
			continue
		}
		codes := []string{pl.Code}
		if at.By != "" {
			codes = append(codes, at.By)
		}
		f := Finding{Kind: FindingInWater, Codes: codes, Reason: at.Text, At: pl.Point.LonLat()}
		if at.Reason == StandsOff {
			f.Kind = FindingOffNetwork
		}
		c.Findings = append(c.Findings, f)
	}
}
