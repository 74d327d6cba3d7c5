"""Russian as Kazakhstan's acts write it: «года» in full. What is not here is Django's own."""

DATE_FORMAT = r"j E Y \г\о\д\а"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = r"j E Y \г\о\д\а, H:i"
YEAR_MONTH_FORMAT = r"F Y \г\о\д\а"
