package city

import "fmt"

// Privacy says from how many on households are told of ground: of a place with fewer, or of
// fewer buildings that are lived in, nobody is told how many there are.
type Privacy struct {
	// Buildings that are lived in; 0 = 5.
	Buildings int `yaml:"buildings,omitempty" json:"buildings,omitempty"`
	// Households; 0 = 30.
	Households int `yaml:"households,omitempty" json:"households,omitempty"`
}

// The usual limits, the least that a scheme may set, and the most.
const (
	fewBuildings    = 5
	fewHouseholds   = 30
	leastBuildings  = 3
	leastHouseholds = 10
	mostOfEither    = 1_000_000
)

// Limits are the numbers that hold.
func (p *Privacy) Limits() (buildings, households int) {
	buildings, households = fewBuildings, fewHouseholds
	if p != nil && p.Buildings > 0 {
		buildings = p.Buildings
	}
	if p != nil && p.Households > 0 {
		households = p.Households
	}
	return buildings, households
}

func (p *Privacy) validate() error {
	b, h := p.Limits()
	switch {
	case p == nil:
	case p.Buildings < 0 || b < leastBuildings || b > mostOfEither:
		return fmt.Errorf("privacy: buildings must lie between %d and %d", leastBuildings, mostOfEither)
	case p.Households < 0 || h < leastHouseholds || h > mostOfEither:
		return fmt.Errorf("privacy: households must lie between %d and %d", leastHouseholds, mostOfEither)
	}
	return nil
}
