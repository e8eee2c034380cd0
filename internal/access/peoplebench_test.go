package access_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// benchKeys are keys in memory.
type benchKeys struct{ city.Keys }

func (benchKeys) Get(ctx context.Context, codes []string) ([][]byte, error) {
	out := make([][]byte, len(codes))
	for i, code := range codes {
		out[i] = []byte((code + strings.Repeat(".", city.KeyBytes))[:city.KeyBytes])
	}
	return out, ctx.Err()
}

// BenchmarkNamed looks for a name among 50,000 sealed persons: cold, and as one who types on.
func BenchmarkNamed(b *testing.B) {
	seat := city.Seat{Kind: city.KindArea, Layer: "street", Code: "a"}
	keeper := &access.Caller{Account: "k", Roles: []access.Role{access.Keeper}, Via: access.ViaSession, WholeCity: true}
	var list []access.Held
	for i := range 50_000 {
		code := fmt.Sprintf("P%05d", i)
		keys, err := benchKeys{}.Get(b.Context(), []string{code})
		if err != nil {
			b.Fatal(err)
		}
		sealed, err := city.Seal(keys[0], code, &city.Details{Name: fmt.Sprint("张", i), Phones: []city.Phone{{Use: city.PhoneDuty, Number: "13812345678"}}})
		if err != nil {
			b.Fatal(err)
		}
		list = append(list, access.Held{Person: &city.Person{Code: code, Sealed: sealed}, Reach: []city.Seat{seat}})
	}
	record := func(context.Context, *access.Caller, access.Entry) error { return nil }
	for _, cold := range []bool{true, false} {
		b.Run(fmt.Sprint("cold=", cold), func(b *testing.B) {
			people := access.NewPeople(benchKeys{}, record, func() time.Time { return time.Unix(0, 0) })
			for b.Loop() {
				if cold {
					people.Forget()
				}
				found, err := people.Named(b.Context(), keeper, list, func(name, _ string) bool { return strings.Contains(name, "4999") })
				if err != nil || len(found) == 0 {
					b.Fatal(len(found), err)
				}
			}
		})
	}
}
