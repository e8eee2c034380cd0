package balance

import (
	"github.com/redsail/redsail/internal/city"
)

// Norm is how many households an area should have.
type Norm struct {
	Least int64 `json:"least"`
	Most  int64 `json:"most"`
}

// usual is the norm of grids where the scheme has none: common practice in towns.
var usual = Norm{Least: 300, Most: 500}

// NormOf is the norm of a layer: what the scheme's norms say under KEY_households, two whole
// numbers; of grids else 300 to 500. A layer without a norm is Invalid with code no_norm.
func NormOf(s *city.Scheme, layer string) (Norm, error) {
	least, most, there, err := s.HouseholdNorm(layer)
	switch {
	case err != nil:
		return Norm{}, err
	case there:
		return Norm{Least: least, Most: most}, nil
	case layer == city.LayerGrid:
		return usual, nil
	default:
		return Norm{}, city.Errorf(city.Invalid, "no_norm", "the scheme has no norm for layer %s: its norms have no %s_households", layer, layer)
	}
}
