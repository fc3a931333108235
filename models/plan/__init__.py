"""The year's plan: who takes which class, under seats, money, dates and fairness."""
