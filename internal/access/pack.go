package access

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// Packed are the lists of an account, a token or a row of the audit as the stores keep them: JSON.

// Pack writes roles, actions or keys; nil and empty become [].
func Pack[T ~string](list []T) string {
	if len(list) == 0 {
		return "[]"
	}
	text, _ := json.Marshal(list) // texts always can be written
	return string(text)
}

// Unpack reads what Pack wrote; an empty list is nil.
func Unpack[T ~string](text string) ([]T, error) {
	var list []T
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, unreadable(err)
	}
	if len(list) == 0 {
		return nil, nil
	}
	return list, nil
}

// PackSeats writes a scope: kind, layer and code of each.
func PackSeats(seats []city.Seat) string {
	list := make([][3]string, len(seats))
	for i, s := range seats {
		list[i] = [3]string{s.Kind.String(), s.Layer, s.Code}
	}
	text, _ := json.Marshal(list)
	return string(text)
}

// UnpackSeats reads what PackSeats wrote.
func UnpackSeats(text string) ([]city.Seat, error) {
	var list [][3]string
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, unreadable(err)
	}
	var seats []city.Seat
	for _, s := range list {
		kinds := city.RecordKinds()
		i := slices.IndexFunc(kinds, func(k city.RecordKind) bool { return k.String() == s[0] })
		if i < 0 {
			return nil, city.Errorf(city.Internal, "store_corrupt", "a scope in the store of accounts has the kind %q", s[0])
		}
		seats = append(seats, city.Seat{Kind: kinds[i], Layer: s[1], Code: s[2]})
	}
	return seats, nil
}

func unreadable(err error) error {
	return city.Wrap(err, city.Internal, "store_corrupt", "a list in the store of accounts cannot be read")
}

// Micro is a time as the stores keep it: microseconds since 1970, 0 = none.
func Micro(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// FromMicro reads what Micro wrote, in UTC.
func FromMicro(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}

// Stamp is the Changed of an account that is written now: later than the one before.
func Stamp(before, now time.Time) time.Time {
	return FromMicro(max(Micro(now), Micro(before)+1))
}
