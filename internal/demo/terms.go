package demo

// writeTerms puts out the words for classes and tags.
func (b *builder) writeTerms() error {
	rows, err := table("terms.csv")
	if err != nil {
		return err
	}
	b.out.Terms = map[string]Name{}
	for _, row := range rows[1:] {
		b.out.Terms[row[0]] = Name{Zh: row[1], En: row[2]}
	}
	return nil
}
