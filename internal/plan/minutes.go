package plan

import (
	"encoding/json"

	"github.com/redsail/redsail/internal/city"
)

// Minutes are those of a circle in a question; 0 = left out. Said as 0 they are refused, as in a query.
type Minutes int

// UnmarshalJSON reads 1 to MostMinutes.
func (m *Minutes) UnmarshalJSON(text []byte) error {
	var n int
	if err := json.Unmarshal(text, &n); err != nil {
		return err
	}
	if n < 1 || n > MostMinutes {
		return city.Errorf(city.Invalid, "out_of_range", "minutes must lie between 1 and %d", MostMinutes)
	}
	*m = Minutes(n)
	return nil
}
